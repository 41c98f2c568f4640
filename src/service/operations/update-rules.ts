import { descriptorOf } from "./operations.ts"
import { checkTransition } from "./transitions.ts"
import type { ErrorTexts } from "../values/error-texts.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import type { SeenUpdates } from "./batch-rules.ts"

/**
 * The rules on one update, in their order (section 3.5). States are those before the batch: a START
 * and the close that follows it in one batch are two updates of the same old state.
 */
export function checkUpdate(
  settings: ServiceSettings,
  execution: ExecutionState,
  update: OperationUpdate,
  started: SeenUpdates,
): void {
  const existing = execution.operationsById.get(update.id)
  const startedHere = started.get(update.id)
  if (existing !== undefined) checkIdentity(settings.texts, update, existing)
  else if (startedHere !== undefined && startedHere !== update) {
    checkIdentity(settings.texts, update, startedHere)
  }
  checkSizes(settings, execution, update)
  checkTransition(settings, update, existing)
}

type Identity = Pick<OperationUpdate, "type" | "subType" | "name" | "parentId">

/** U1 to U4. An update need not repeat what is known, but must not contradict it. */
function checkIdentity(texts: ErrorTexts, update: Identity, known: Identity): void {
  if (update.type !== known.type) throw invalidParameter(texts.inconsistentType)
  if (contradicts(update.subType, known.subType)) {
    throw invalidParameter(texts.inconsistentSubType)
  }
  if (contradicts(update.name, known.name)) throw invalidParameter(texts.inconsistentName)
  if (contradicts(update.parentId, known.parentId)) {
    throw invalidParameter(texts.inconsistentParent)
  }
}

function contradicts(given: string | undefined, known: string | undefined): boolean {
  return given !== undefined && given !== known
}

/** U5 and U6. A type that is unknown is refused later. */
function checkSizes(
  settings: ServiceSettings,
  execution: ExecutionState,
  { type, payloadBytes, errorBytes }: OperationUpdate,
): void {
  const { texts, limits } = settings
  if (errorBytes > limits.errorObjectBytes) {
    throw invalidParameter(texts.errorObjectTooLarge(limits.errorObjectBytes))
  }
  if (type !== undefined) descriptorOf(type).checkPayload(settings, execution, payloadBytes)
}
