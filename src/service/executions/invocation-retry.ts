import type { ErrorObject } from "@aws-sdk/client-lambda"
import { closeExecution } from "./close-execution.ts"
import { armTimer } from "../state/execution-timers.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import type { ServiceState } from "../state/service-state.ts"
import { makeReady } from "./request-invocation.ts"

const runtimeErrorPattern = /^(Runtime|Sandbox|Extension)\./

/**
 * After a failed invocation (section 2.4): errors of the runtime are retried at once a few times, all
 * others with exponential back-off. Triggers that came meanwhile are absorbed by the retry, which
 * sees the full state.
 */
export function retryInvocation(
  state: ServiceState,
  execution: ExecutionState,
  error: ErrorObject,
  now: Instant,
): void {
  const retry = state.settings.invocationRetry
  execution.consecutiveFailures++
  if (execution.consecutiveFailures >= retry.maxAttempts) {
    closeExecution(state, execution, { status: "FAILED", error }, now)
    return
  }
  if (isRetriedAtOnce(error) && execution.immediateRetries < retry.immediateRetries) {
    execution.immediateRetries++
    makeReady(state, execution, now)
    return
  }
  const { initialDelaySeconds, multiplier, maxDelaySeconds } = retry
  const growth = multiplier ** execution.backOffs
  // After a thousand failures the growth is infinite, and no delay times that is no number.
  const delaySeconds =
    initialDelaySeconds === 0 ? 0 : Math.min(initialDelaySeconds * growth, maxDelaySeconds)
  execution.backOffs++
  const due = now + delaySeconds * 1_000
  const timer = armTimer(state, execution, due, { kind: "invocation-retry" })
  execution.phase = { kind: "backing-off", timer }
}

export function forgetFailures(execution: ExecutionState): void {
  execution.consecutiveFailures = 0
  execution.immediateRetries = 0
  execution.backOffs = 0
}

/** A function time-out says `Sandbox.Timedout`, but is the function's own doing. */
function isRetriedAtOnce({ ErrorType = "" }: ErrorObject): boolean {
  return runtimeErrorPattern.test(ErrorType) && ErrorType !== "Sandbox.Timedout"
}
