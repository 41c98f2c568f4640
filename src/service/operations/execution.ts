import { closeExecutionByCheckpoint, type Closure } from "../executions/close-execution.ts"
import type { ErrorTexts } from "../values/error-texts.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import type { Checkpointing } from "./checkpointing.ts"
import { checkClosingFields } from "../requests/field-rules.ts"

/*
 * EXECUTION (section 3.6): SUCCEED and FAIL close the execution itself, whatever id the update
 * carries. The SDK closes so when a result is too large to be returned.
 */

export function checkExecution(texts: ErrorTexts, update: OperationUpdate): void {
  if (update.action !== "SUCCEED" && update.action !== "FAIL") {
    throw invalidParameter(texts.invalidAction)
  }
  checkClosingFields(texts, update)
}

export function applyExecution(checkpointing: Checkpointing, update: OperationUpdate): void {
  const { state, execution, now } = checkpointing
  const closure: Closure =
    update.action === "SUCCEED"
      ? { status: "SUCCEEDED", result: update.payload }
      : { status: "FAILED", error: update.error }
  closeExecutionByCheckpoint(state, execution, closure, now)
}
