import type { ErrorTexts } from "../values/error-texts.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { descriptorOf } from "./operations.ts"
import { invalidParameter } from "../wire/service-errors.ts"

/** Updates of the batch seen so far, the last one by id. */
export type SeenUpdates = Map<string, OperationUpdate>

/**
 * The rules on a batch as a whole (section 3.4), all before any rule on a single update. Returns the
 * STARTs by id: the rules on single updates compare a close with its START in the same batch.
 */
export function checkBatch(
  texts: ErrorTexts,
  execution: ExecutionState,
  updates: readonly OperationUpdate[],
): SeenUpdates {
  checkExecutionUpdates(texts, updates)
  const started: SeenUpdates = new Map()
  const lastSeen: SeenUpdates = new Map()
  for (const update of updates) {
    if (update.id === "") throw invalidParameter(texts.missingOperationId) // B5
    if (isDuplicate(update, lastSeen.get(update.id))) {
      throw invalidParameter(texts.duplicateUpdate) // B3
    }
    if (!hasValidParent(update, execution, started)) {
      throw invalidParameter(texts.invalidParent) // B4
    }
    lastSeen.set(update.id, update)
    if (update.action === "START") started.set(update.id, update)
  }
  return started
}

/** B1 and B2. */
function checkExecutionUpdates(texts: ErrorTexts, updates: readonly OperationUpdate[]): void {
  let count = 0
  for (const { type } of updates) if (type === "EXECUTION") count++
  if (count === 0 || (count === 1 && updates.at(-1)?.type === "EXECUTION")) return
  throw invalidParameter(count > 1 ? texts.severalExecutionUpdates : texts.executionUpdateNotLast)
}

/** An operation may come twice if its type allows it: its START and then something else. */
function isDuplicate(update: OperationUpdate, previous: OperationUpdate | undefined): boolean {
  if (previous === undefined) return false
  const mayFollow = update.type !== undefined && descriptorOf(update.type).mayEndInBatchOfStart
  return !mayFollow || previous.action !== "START" || update.action === "START"
}

/** Whatever the status of the context: one that has completed is accepted too. */
function hasValidParent(
  { parentId }: OperationUpdate,
  execution: ExecutionState,
  started: SeenUpdates,
): boolean {
  if (parentId === undefined) return true
  if (execution.operationsById.get(parentId)?.type === "CONTEXT") return true
  return started.get(parentId)?.type === "CONTEXT"
}
