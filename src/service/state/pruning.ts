import type { ExecutionState } from "./execution-state.ts"
import type { ContextRecord, OperationRecord } from "./operation-record.ts"

/**
 * The operations a handler is given: all but those below a completed context that does not replay
 * its children (section 4.4). A parent exists before its children, so one pass in order of creation
 * sees every ancestor first; and a completed context never changes, so what is pruned stays so.
 */
export function pruneOperations(execution: ExecutionState): readonly OperationRecord[] {
  let hasPruned = false
  for (const record of execution.unpruned) {
    if (record.parent === undefined || !hidesChildren(record.parent)) continue
    record.pruned = true
    hasPruned = true
  }
  if (hasPruned) execution.unpruned = execution.unpruned.filter(({ pruned }) => !pruned)
  return execution.unpruned
}

function hidesChildren(context: ContextRecord): boolean {
  if (context.pruned) return true
  return endsWithoutChildren(context.status, context.replayChildren)
}

/** Whether a context has completed, and its result stands for all that lies below it. */
export function endsWithoutChildren(
  status: string | undefined,
  replaysChildren: boolean | undefined,
): boolean {
  return (status === "SUCCEEDED" || status === "FAILED") && replaysChildren !== true
}
