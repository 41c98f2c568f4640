import { timeOutCallback } from "./callback-timeout.ts"
import { closeExecution } from "./close-execution.ts"
import { disarmTimer } from "../state/execution-timers.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import { appendEvent, transition } from "../state/record-changes.ts"
import type { ServiceState } from "../state/service-state.ts"
import type { Timer } from "../state/timer.ts"
import { makeReady, requestInvocation } from "./request-invocation.ts"

/** Fires everything due by now, in the order of section 5.3, and says how much that was. */
export function fireDue(state: ServiceState, now: Instant): number {
  let fired = 0
  for (;;) {
    const timer = state.timers.earliest
    if (timer === undefined || timer.due > now) return fired
    disarmTimer(state, timer)
    fire(state, timer, now)
    fired++
  }
}

/** The same for one execution: a checkpoint brings its own timers up to date (3.1, step 6). */
export function fireOverdue(state: ServiceState, execution: ExecutionState, now: Instant): void {
  const { earliest } = state.timers
  if (earliest === undefined || earliest.due > now) return
  for (const timer of state.timers.dueBy(now)) {
    // One of the timers before may have dropped it: the execution closed, the callback timed out.
    if (timer.execution !== execution || timer.heapIndex < 0) continue
    disarmTimer(state, timer)
    fire(state, timer, now)
  }
}

function fire(state: ServiceState, { execution, purpose }: Timer, now: Instant): void {
  switch (purpose.kind) {
    case "execution-timeout": {
      const message = state.settings.texts.executionTimedOut(execution.executionTimeoutSeconds)
      const error = { ErrorMessage: message }
      closeExecution(state, execution, { status: "TIMED_OUT", error }, now)
      break
    }
    case "wait": {
      const { operation } = purpose
      transition(execution, operation, "SUCCEEDED", now)
      const fact = { eventType: "WaitSucceeded", duration: operation.waitSeconds } as const
      appendEvent(execution, operation, fact, now)
      requestInvocation(state, execution, now)
      break
    }
    case "step-retry":
      // READY is no event of the history (section 4.2).
      purpose.operation.nextAttemptAt = undefined
      transition(execution, purpose.operation, "READY", now)
      requestInvocation(state, execution, now)
      break
    case "callback-timeout":
      timeOutCallback(state, execution, purpose.operation, "total", now)
      break
    case "callback-heartbeat-timeout":
      timeOutCallback(state, execution, purpose.operation, "heartbeat", now)
      break
    case "invocation-retry":
      makeReady(state, execution, now)
      break
    case "function-missing": {
      const error = { ErrorMessage: state.settings.texts.functionDeleted }
      closeExecution(state, execution, { status: "FAILED", error }, now)
      break
    }
    default:
      purpose satisfies never
  }
}
