import type { OperationRecord } from "../state/operation-record.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import { applyCallback, checkCallback } from "./callback.ts"
import { applyChainedInvoke, checkChainedInvoke } from "./chained-invoke.ts"
import type { Checkpointing } from "./checkpointing.ts"
import { applyContext, checkContext } from "./context.ts"
import { applyExecution, checkExecution } from "./execution.ts"
import { applyStep, checkStep } from "./step.ts"
import { applyWait, checkWait } from "./wait.ts"

/** Rules U7 and U8: is this action legal for the type, and for the operation as it is? */
export function checkTransition(
  settings: ServiceSettings,
  update: OperationUpdate,
  existing: OperationRecord | undefined,
): void {
  const { texts } = settings
  const { type } = update
  switch (type) {
    case "EXECUTION":
      return checkExecution(texts, update)
    case "CONTEXT":
      return checkContext(texts, update, existing)
    case "STEP":
      return checkStep(texts, update, existing)
    case "WAIT":
      return checkWait(texts, update, existing)
    case "CALLBACK":
      return checkCallback(texts, update, existing)
    case "CHAINED_INVOKE":
      return checkChainedInvoke(settings, update, existing)
    case undefined:
      throw invalidParameter(texts.unknownOperationType)
    default:
      return type satisfies never
  }
}

/** Section 3.7. The update has passed all checks: from here on nothing fails. */
export function applyTransition(checkpointing: Checkpointing, update: OperationUpdate): void {
  const { type } = update
  switch (type) {
    case "EXECUTION":
      return applyExecution(checkpointing, update)
    case "CONTEXT":
      return applyContext(checkpointing, update)
    case "STEP":
      return applyStep(checkpointing, update)
    case "WAIT":
      return applyWait(checkpointing, update)
    case "CALLBACK":
      return applyCallback(checkpointing, update)
    case "CHAINED_INVOKE":
      return applyChainedInvoke(checkpointing, update)
    case undefined:
      return
    default:
      return type satisfies never
  }
}
