import type { EventFact } from "./event-record.ts"
import type { ExecutionState } from "./execution-state.ts"
import type { Instant } from "../values/instant.ts"
import {
  isPending,
  isTerminal,
  type OperationIdentity,
  type OperationRecord,
  type OperationStatusName,
} from "./operation-record.ts"

/*
 * The only places where operations and histories of an execution change, so that the counters and
 * the list of unreported changes are always right without ever being recomputed.
 */

export function appendEvent(
  execution: ExecutionState,
  subject: OperationIdentity | undefined,
  fact: EventFact,
  now: Instant,
): void {
  execution.events.push({ at: now, subject, fact })
}

export function addOperation(execution: ExecutionState, record: OperationRecord): void {
  execution.operations.push(record)
  execution.operationsById.set(record.id, record)
  execution.unpruned.push(record)
  count(execution, record, 1)
  markUnreported(execution, record)
}

/** Changes the status; every other change belonging to it must be made before or after, not lost. */
export function transition(
  execution: ExecutionState,
  record: OperationRecord,
  status: OperationStatusName,
  now: Instant,
): void {
  count(execution, record, -1)
  record.status = status
  count(execution, record, 1)
  if (isTerminal(status)) record.endedAt = now
  markUnreported(execution, record)
}

/**
 * All operations the handler was not told of, each once, in order of creation (3.8). From here on it
 * counts as told.
 */
export function takeUnreportedChanges(execution: ExecutionState): OperationRecord[] {
  const unreported = execution.unreportedChanges
  if (unreported.length === 0) return unreported
  execution.unreportedChanges = []
  let isInOrder = true
  let last = -1
  for (const record of unreported) {
    record.isUnreported = false
    if (record.sequence < last) isInOrder = false
    last = record.sequence
  }
  return isInOrder ? unreported : unreported.toSorted((a, b) => a.sequence - b.sequence)
}

function markUnreported(execution: ExecutionState, record: OperationRecord): void {
  if (record.isUnreported) return
  record.isUnreported = true
  execution.unreportedChanges.push(record)
}

function count(execution: ExecutionState, record: OperationRecord, change: 1 | -1): void {
  if (isPending(record)) execution.pendingCount += change
  if (record.type === "STEP" && record.status === "STARTED") execution.startedStepCount += change
}
