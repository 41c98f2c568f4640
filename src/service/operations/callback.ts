import { encodeCallbackId } from "../values/callback-id.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import { armTimer } from "../state/execution-timers.ts"
import type { CallbackRecord, OperationRecord } from "../state/operation-record.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { addOperation, appendEvent } from "../state/record-changes.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import { newRecord, type Checkpointing } from "./checkpointing.ts"
import { bareEvent, errorEvent, resultEvent } from "./event-view.ts"
import { acceptAnyPayload, type OperationDescriptor } from "./operation-descriptor.ts"
import { outcomeBytes, withOutcome } from "./outcome-view.ts"

/*
 * CALLBACK (sections 3.6 and 6)
 *
 *   absent   --START-->                STARTED
 *   STARTED  --sent from outside-->    SUCCEEDED, FAILED
 *   STARTED  --total or heartbeat-->   TIMED_OUT
 *
 * CANCEL is refused: no history knows an event for it (section 13, row 15).
 */

export const callbackOperation: OperationDescriptor<"CALLBACK"> = {
  events: {
    CallbackStarted: {
      details: ({ callbackId, timeout, heartbeatTimeout }) => ({
        CallbackId: callbackId,
        ...(timeout !== undefined && { Timeout: timeout }),
        ...(heartbeatTimeout !== undefined && { HeartbeatTimeout: heartbeatTimeout }),
      }),
      dataBytes: bareEvent.dataBytes,
    },
    CallbackSucceeded: resultEvent,
    CallbackFailed: errorEvent,
    CallbackTimedOut: errorEvent,
  },
  endedBy: "external-call",
  mayEndInBatchOfStart: false,
  checkPayload: acceptAnyPayload,
  check: checkCallback,
  apply: applyCallback,
  addDetails(operation, record) {
    operation.CallbackDetails = withOutcome({ CallbackId: record.callbackId }, record)
  },
  dataBytes: outcomeBytes,
  dueAt({ totalTimer, heartbeatTimer }) {
    const due = Math.min(totalTimer?.due ?? Infinity, heartbeatTimer?.due ?? Infinity)
    return due === Infinity ? undefined : due
  },
  waitsFor: ({ callbackId }) => ({ callbackId }),
  outcomeIn: ({ CallbackDetails }) => CallbackDetails,
  progressIn: () => undefined,
}

function checkCallback(
  { texts }: ServiceSettings,
  update: OperationUpdate,
  existing: OperationRecord | undefined,
): void {
  if (update.action !== "START") throw invalidParameter(texts.invalidAction)
  if (existing !== undefined) throw invalidParameter(texts.callbackExists)
}

function applyCallback(checkpointing: Checkpointing, update: OperationUpdate): void {
  const { state, execution, now } = checkpointing
  const timeout = noneIfZero(update.timeoutSeconds)
  const heartbeatTimeout = noneIfZero(update.heartbeatTimeoutSeconds)
  const callbackId = encodeCallbackId({
    durableExecutionArn: execution.arn,
    operationId: update.id,
  })
  const callback: CallbackRecord = {
    ...newRecord(checkpointing, update),
    type: "CALLBACK",
    callbackId,
    heartbeatTimeoutSeconds: heartbeatTimeout,
    totalTimer: undefined,
    heartbeatTimer: undefined,
    result: undefined,
    error: undefined,
  }
  if (timeout !== undefined) {
    const purpose = { kind: "callback-timeout", operation: callback } as const
    callback.totalTimer = armTimer(state, execution, now + timeout * 1_000, purpose)
  }
  if (heartbeatTimeout !== undefined) {
    const purpose = { kind: "callback-heartbeat-timeout", operation: callback } as const
    callback.heartbeatTimer = armTimer(state, execution, now + heartbeatTimeout * 1_000, purpose)
  }
  state.callbacks.set(callbackId, { execution, operation: callback })
  addOperation(execution, callback)
  const fact = { eventType: "CallbackStarted", callbackId, timeout, heartbeatTimeout } as const
  appendEvent(execution, callback, fact, now)
}

/** Zero seconds mean no such timer (6.1). */
function noneIfZero(seconds: number | undefined): number | undefined {
  return seconds === 0 ? undefined : seconds
}
