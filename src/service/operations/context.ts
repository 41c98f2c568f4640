import type { ServiceSettings } from "../values/service-options.ts"
import type { ContextRecord, OperationRecord } from "../state/operation-record.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { addOperation, appendEvent, transition } from "../state/record-changes.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import { newRecord, type Checkpointing } from "./checkpointing.ts"
import { checkClosingFields } from "../requests/field-rules.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import { bareEvent, errorEvent, resultEvent } from "./event-view.ts"
import { NOTHING_ELSE, type OperationDescriptor } from "./operation-descriptor.ts"
import { outcomeBytes, withOutcome } from "./outcome-view.ts"

/*
 * CONTEXT (sections 3.6 and 4.4)
 *
 *   absent           --START-->          STARTED
 *   absent, STARTED  --SUCCEED, FAIL-->  SUCCEEDED, FAILED
 */

export const contextOperation: OperationDescriptor<"CONTEXT"> = {
  events: {
    ContextStarted: bareEvent,
    ContextSucceeded: resultEvent,
    ContextFailed: errorEvent,
  },
  endedBy: "handler",
  mayEndInBatchOfStart: true,
  checkPayload: checkOutputSize,
  check: checkContext,
  apply: applyContext,
  addDetails(operation, record) {
    operation.ContextDetails = withOutcome({}, record)
    if (record.replayChildren !== undefined) {
      operation.ContextDetails.ReplayChildren = record.replayChildren
    }
  },
  dataBytes: outcomeBytes,
  dueAt: () => undefined,
  waitsFor: () => NOTHING_ELSE,
  outcomeIn: ({ ContextDetails }) => ContextDetails,
  progressIn: ({ ContextDetails }) => ContextDetails?.ReplayChildren,
}

function checkOutputSize(
  { texts, limits }: ServiceSettings,
  _execution: ExecutionState,
  payloadBytes: number,
): void {
  if (payloadBytes <= limits.contextPayloadBytes) return
  throw invalidParameter(texts.contextPayloadTooLarge(limits.contextPayloadBytes))
}

function checkContext(
  { texts }: ServiceSettings,
  update: OperationUpdate,
  existing: OperationRecord | undefined,
): void {
  switch (update.action) {
    case "START":
      if (existing !== undefined) throw invalidParameter(texts.contextExists)
      break
    case "SUCCEED":
    case "FAIL":
      if (existing !== undefined && existing.status !== "STARTED") {
        throw invalidParameter(texts.contextCannotClose)
      }
      checkClosingFields(texts, update)
      break
    default:
      throw invalidParameter(texts.invalidAction)
  }
}

function applyContext(checkpointing: Checkpointing, update: OperationUpdate): void {
  const { execution, now } = checkpointing
  const existing = execution.operationsById.get(update.id)
  const context = existing?.type === "CONTEXT" ? existing : createContext(checkpointing, update)
  // The specification passes ReplayChildren at START, the SDKs when they close; the last one wins.
  if (update.replayChildren !== undefined) context.replayChildren = update.replayChildren
  if (update.action === "START") {
    appendEvent(execution, context, { eventType: "ContextStarted" }, now)
    return
  }
  context.result = update.payload
  context.error = update.error
  if (update.action === "SUCCEED") {
    transition(execution, context, "SUCCEEDED", now)
    const fact = { eventType: "ContextSucceeded", result: update.payload } as const
    appendEvent(execution, context, fact, now)
  } else {
    transition(execution, context, "FAILED", now)
    appendEvent(execution, context, { eventType: "ContextFailed", error: update.error }, now)
  }
}

function createContext(checkpointing: Checkpointing, update: OperationUpdate): ContextRecord {
  const context: ContextRecord = {
    ...newRecord(checkpointing, update),
    type: "CONTEXT",
    replayChildren: undefined,
    result: undefined,
    error: undefined,
  }
  addOperation(checkpointing.execution, context)
  return context
}
