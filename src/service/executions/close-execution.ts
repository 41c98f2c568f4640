import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { EventFact } from "../state/event-record.ts"
import { disarmAllTimers } from "../state/execution-timers.ts"
import { isClosed, type ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import { settleFromChild } from "./chained-invoke-outcome.ts"
import { appendEvent, transition } from "../state/record-changes.ts"
import type { ServiceState } from "../state/service-state.ts"

/** How an execution ends (section 2.5). */
export type Closure =
  | { readonly status: "SUCCEEDED"; readonly result: string | undefined }
  | { readonly status: "FAILED"; readonly error: ErrorObject | undefined }
  | { readonly status: "TIMED_OUT"; readonly error: ErrorObject }
  | { readonly status: "STOPPED"; readonly error: ErrorObject }

/**
 * Closes a running execution. Its other operations keep their status, its timers are gone, and an
 * invocation in flight runs on, but no token of it is accepted any more.
 */
export function closeExecution(
  state: ServiceState,
  execution: ExecutionState,
  closure: Closure,
  now: Instant,
): void {
  if (isClosed(execution)) return
  finish(state, execution, closure, now)
  appendClosingEvent(execution, now)
}

/**
 * Closes an execution by a checkpoint: the status changes now, but its event follows when the
 * invocation has completed, as in the one history that is known (section 13, row 21).
 */
export function closeExecutionByCheckpoint(
  state: ServiceState,
  execution: ExecutionState,
  closure: Closure,
  now: Instant,
): void {
  if (isClosed(execution)) return
  finish(state, execution, closure, now)
  execution.closingEventIsDue = true
}

export function appendDueClosingEvent(execution: ExecutionState, now: Instant): void {
  if (!execution.closingEventIsDue) return
  execution.closingEventIsDue = false
  appendClosingEvent(execution, now)
}

function finish(
  state: ServiceState,
  execution: ExecutionState,
  closure: Closure,
  now: Instant,
): void {
  execution.status = closure.status
  execution.endedAt = now
  if (closure.status === "SUCCEEDED") execution.result = closure.result
  else execution.error = closure.error
  disarmAllTimers(state, execution)
  execution.token = undefined
  state.ready.delete(execution.arn)
  if (execution.phase.kind !== "in-flight") execution.phase = { kind: "idle" }
  transition(execution, execution.record, closure.status, now)
  settleFromChild(state, execution, now)
}

function appendClosingEvent(execution: ExecutionState, now: Instant): void {
  appendEvent(execution, execution.record, closingFact(execution), now)
}

function closingFact({ status, result, error }: ExecutionState): EventFact {
  switch (status) {
    case "SUCCEEDED":
      return { eventType: "ExecutionSucceeded", result }
    case "FAILED":
      return { eventType: "ExecutionFailed", error }
    case "STOPPED":
      return { eventType: "ExecutionStopped", error }
    case "TIMED_OUT":
      return { eventType: "ExecutionTimedOut" }
    case "RUNNING":
      throw new Error("A running execution has no closing event.")
    default:
      return status satisfies never
  }
}
