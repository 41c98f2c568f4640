import type { OperationRecord } from "../state/operation-record.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import type { Checkpointing } from "./checkpointing.ts"
import { descriptorOf } from "./operations.ts"

/** Rules U7 and U8: is this action legal for the type, and for the operation as it is? */
export function checkTransition(
  settings: ServiceSettings,
  update: OperationUpdate,
  existing: OperationRecord | undefined,
): void {
  if (update.type === undefined) throw invalidParameter(settings.texts.unknownOperationType)
  descriptorOf(update.type).check(settings, update, existing)
}

/** Section 3.7. The update has passed all checks: from here on nothing fails. */
export function applyTransition(checkpointing: Checkpointing, update: OperationUpdate): void {
  if (update.type !== undefined) descriptorOf(update.type).apply(checkpointing, update)
}
