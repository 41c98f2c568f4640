import { disarmTimer } from "../state/execution-timers.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import type { CallbackRecord, OperationStatusName } from "../state/operation-record.ts"
import { appendEvent, transition } from "../state/record-changes.ts"
import type { ServiceState } from "../state/service-state.ts"
import { requestInvocation } from "./request-invocation.ts"

/** Which of its two timers ends a callback. */
export type CallbackTimeoutKind = "total" | "heartbeat"

/** Section 6.4. The event names the type of the error only. */
export function timeOutCallback(
  state: ServiceState,
  execution: ExecutionState,
  callback: CallbackRecord,
  kind: CallbackTimeoutKind,
  now: Instant,
): void {
  const { texts } = state.settings
  const errorType = kind === "total" ? "Callback.Timeout" : "Callback.Heartbeat"
  const message = kind === "total" ? texts.callbackTimedOut : texts.callbackTimedOutOnHeartbeat
  callback.error = { ErrorType: errorType, ErrorMessage: message }
  endCallback(state, execution, callback, "TIMED_OUT", now)
  const error = { ErrorType: errorType }
  appendEvent(execution, callback, { eventType: "CallbackTimedOut", error }, now)
  requestInvocation(state, execution, now)
}

/** A callback takes one completion: the first one drops its timers. */
export function endCallback(
  state: ServiceState,
  execution: ExecutionState,
  callback: CallbackRecord,
  status: OperationStatusName,
  now: Instant,
): void {
  disarmTimer(state, callback.totalTimer)
  disarmTimer(state, callback.heartbeatTimer)
  callback.totalTimer = undefined
  callback.heartbeatTimer = undefined
  transition(execution, callback, status, now)
}
