import { armTimer, disarmTimer } from "../state/execution-timers.ts"
import { isClosed, type ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import type { ServiceState } from "../state/service-state.ts"

/** Something the handler must see has happened: the triggers of section 5.1 all end here. */
export function requestInvocation(
  state: ServiceState,
  execution: ExecutionState,
  now: Instant,
): void {
  if (isClosed(execution)) return
  const { phase } = execution
  switch (phase.kind) {
    case "in-flight":
      execution.triggeredInFlight = true
      break
    case "ready":
      break
    case "backing-off":
      // A trigger cancels the back-off of a failed invocation (2.4).
      disarmTimer(state, phase.timer)
      makeReady(state, execution, now)
      break
    case "idle":
      makeReady(state, execution, now)
      break
    default:
      phase satisfies never
  }
}

/** The execution waits for its next invocation from now on. */
export function makeReady(state: ServiceState, execution: ExecutionState, now: Instant): void {
  if (!state.functions.has(execution.functionName)) {
    // The function was deleted. The execution fails where timers fire, the next thing to happen.
    const timer = armTimer(state, execution, now, { kind: "function-missing" })
    execution.phase = { kind: "backing-off", timer }
    return
  }
  execution.phase = { kind: "ready" }
  state.ready.set(execution.arn, { kind: "durable", execution })
}
