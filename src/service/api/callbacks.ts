import { isOfLocality } from "../values/arn.ts"
import { decodeCallbackId } from "../values/callback-id.ts"
import {
  endCallback,
  timeOutCallback,
  type CallbackTimeoutKind,
} from "../executions/callback-timeout.ts"
import { errorObjectBytes } from "../values/error-object.ts"
import { findRetained, settleTimeout } from "../executions/settle-and-find.ts"
import { armTimer, disarmTimer } from "../state/execution-timers.ts"
import { type CallbackCall, isClosed } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import { appendEvent } from "../state/record-changes.ts"
import { readCallbackRequest } from "../requests/requests.ts"
import { invalidParameter, resourceNotFound, ServiceError } from "../wire/service-errors.ts"
import type { OpenCallback, ServiceState } from "../state/service-state.ts"
import { countStored } from "../state/stored-bytes.ts"
import { utf8Bytes } from "../values/utf8.ts"
import { requestInvocation } from "../executions/request-invocation.ts"

/*
 * What external systems send to a callback (section 6).
 */

export function sendCallbackSuccess(state: ServiceState, value: unknown, now: Instant): void {
  const { texts, limits } = state.settings
  const { callbackId, result } = readCallbackRequest(texts, value, "result")
  answer(state, callbackId, "success", now, ({ execution, operation }) => {
    if (utf8Bytes(result) > limits.callbackResultBytes) {
      throw invalidParameter(texts.callbackResultTooLarge(limits.callbackResultBytes))
    }
    operation.result = result
    countStored(execution, result, undefined)
    endCallback(state, execution, operation, "SUCCEEDED", now)
    appendEvent(execution, operation, { eventType: "CallbackSucceeded", result }, now)
    requestInvocation(state, execution, now)
  })
}

export function sendCallbackFailure(state: ServiceState, value: unknown, now: Instant): void {
  const { texts, limits, emptyCallbackFailureInvokes } = state.settings
  const request = readCallbackRequest(texts, value, "error")
  const error = request.error ?? {}
  answer(state, request.callbackId, "failure", now, ({ execution, operation }) => {
    if (errorObjectBytes(error) > limits.errorObjectBytes) {
      throw invalidParameter(texts.errorObjectTooLarge(limits.errorObjectBytes))
    }
    operation.error = error
    countStored(execution, undefined, error)
    endCallback(state, execution, operation, "FAILED", now)
    appendEvent(execution, operation, { eventType: "CallbackFailed", error }, now)
    const isEmpty = request.error === undefined
    if (!isEmpty || emptyCallbackFailureInvokes) requestInvocation(state, execution, now)
  })
}

/** Neither an event nor an invocation; welcome even if no heartbeat is expected. */
export function sendCallbackHeartbeat(state: ServiceState, value: unknown, now: Instant): void {
  const { callbackId } = readCallbackRequest(state.settings.texts, value, "none")
  answer(state, callbackId, "heartbeat", now, ({ execution, operation }) => {
    const { heartbeatTimeoutSeconds } = operation
    if (heartbeatTimeoutSeconds === undefined) return
    disarmTimer(state, operation.heartbeatTimer)
    const due = now + heartbeatTimeoutSeconds * 1_000
    const purpose = { kind: "callback-heartbeat-timeout", operation } as const
    operation.heartbeatTimer = armTimer(state, execution, due, purpose)
  })
}

/** Not an API of AWS: a test lets the time-out come early, with the effects it has in time. */
export function expireCallback(
  state: ServiceState,
  callbackId: unknown,
  kind: CallbackTimeoutKind,
  now: Instant,
): void {
  const request = readCallbackRequest(state.settings.texts, { CallbackId: callbackId }, "none")
  answer(state, request.callbackId, "timeout", now, ({ execution, operation }) => {
    timeOutCallback(state, execution, operation, kind, now)
  })
}

/** Answers an open callback, and notes the call: a heartbeat and a refusal leave no event. */
function answer(
  state: ServiceState,
  callbackId: string,
  kind: CallbackCall["kind"],
  at: Instant,
  act: (callback: OpenCallback) => void,
): void {
  const execution = state.callbacks.get(callbackId)?.execution
  const note = (refused?: ServiceError): void => {
    const eventCount = execution?.events.length ?? 0
    execution?.callbackCalls.push({ callbackId, kind, at, eventCount, ...(refused && { refused }) })
  }
  try {
    act(openCallback(state, callbackId, at))
    note()
  } catch (error) {
    if (error instanceof ServiceError) note(error)
    throw error
  }
}

/** The callback if it can still be answered (6.3, and section 13, row 12). */
function openCallback(state: ServiceState, callbackId: string, now: Instant): OpenCallback {
  const { texts } = state.settings
  const callback = state.callbacks.get(callbackId)
  if (callback === undefined) throw unknownCallback(state, callbackId)
  const { execution, operation } = callback
  if (findRetained(execution, now) === undefined) {
    throw resourceNotFound(texts.callbackNotFound)
  }
  settleTimeout(state, execution, now)
  const { totalTimer, heartbeatTimer } = operation
  // A deadline that has passed counts, whether or not its timer has been fired.
  const isOverdue =
    (totalTimer !== undefined && totalTimer.due <= now) ||
    (heartbeatTimer !== undefined && heartbeatTimer.due <= now)
  if (isClosed(execution) || operation.status !== "STARTED" || isOverdue) throw closed(state)
  return callback
}

function unknownCallback(state: ServiceState, callbackId: string): ServiceError {
  const { texts } = state.settings
  const address = decodeCallbackId(callbackId)
  if (address === undefined) return invalidParameter(texts.invalidCallbackId)
  if (!isOfLocality(address.durableExecutionArn, state.settings)) return closed(state)
  return resourceNotFound(texts.callbackNotFound)
}

function closed({ settings }: ServiceState): ServiceError {
  return new ServiceError("CallbackTimeoutException", settings.texts.callbackClosed)
}
