import type { ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import type { ContextRecord, OperationRecord } from "../state/operation-record.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import type { ServiceState } from "../state/service-state.ts"

/** A checkpoint whose updates have all been accepted and are being applied. */
export interface Checkpointing {
  readonly state: ServiceState
  readonly execution: ExecutionState
  readonly now: Instant
}

type NewRecordBase = Pick<
  OperationRecord,
  | "id"
  | "name"
  | "subType"
  | "parentId"
  | "parent"
  | "sequence"
  | "startedAt"
  | "endedAt"
  | "status"
  | "isUnreported"
  | "pruned"
>

/** What all operations have in common when a checkpoint creates them. */
export function newRecord(checkpointing: Checkpointing, update: OperationUpdate): NewRecordBase {
  const { state, execution, now } = checkpointing
  return {
    id: update.id,
    name: update.name,
    subType: update.subType,
    parentId: update.parentId,
    parent: contextOf(execution, update.parentId),
    sequence: state.operationCount++,
    startedAt: now,
    endedAt: undefined,
    status: "STARTED",
    isUnreported: false,
    pruned: false,
  }
}

function contextOf(
  execution: ExecutionState,
  parentId: string | undefined,
): ContextRecord | undefined {
  if (parentId === undefined) return undefined
  const parent = execution.operationsById.get(parentId)
  return parent?.type === "CONTEXT" ? parent : undefined
}
