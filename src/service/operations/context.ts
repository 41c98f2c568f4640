import type { ErrorTexts } from "../values/error-texts.ts"
import type { ContextRecord, OperationRecord } from "../state/operation-record.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { addOperation, appendEvent, transition } from "../state/record-changes.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import { newRecord, type Checkpointing } from "./checkpointing.ts"
import { checkClosingFields } from "../requests/field-rules.ts"

/*
 * CONTEXT (sections 3.6 and 4.4)
 *
 *   absent           --START-->          STARTED
 *   absent, STARTED  --SUCCEED, FAIL-->  SUCCEEDED, FAILED
 */

export function checkContext(
  texts: ErrorTexts,
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

export function applyContext(checkpointing: Checkpointing, update: OperationUpdate): void {
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
