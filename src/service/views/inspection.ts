import type { ErrorObject, ExecutionStatus, OperationType } from "@aws-sdk/client-lambda"
import type { WaitedFor } from "../operations/operation-descriptor.ts"
import { descriptorOf } from "../operations/operations.ts"
import { copyError } from "../values/error-object.ts"
import { isClosed, type ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import { isPending, type OperationRecord } from "../state/operation-record.ts"

/*
 * What the runner may look at beyond the API of AWS: never pruned, never paged, and still there when
 * retention has ended.
 */

export interface ExecutionSnapshot {
  readonly arn: string
  readonly name: string
  readonly id: string
  readonly functionName: string
  readonly version: string
  readonly status: ExecutionStatus
  readonly startTimestamp: Instant
  readonly timesOutAt: Instant
  readonly endTimestamp?: Instant
  readonly inputPayload?: string
  readonly result?: string
  readonly error?: ErrorObject
  /** The CHAINED_INVOKE that started it. */
  readonly parent?: { readonly arn: string; readonly operationId: string }
  /** The request id of the invocation in flight. */
  /** Whose execution it is, of a tenant-isolated function. */
  readonly tenantId?: string
  readonly invocationInFlight?: string
  readonly hasPendingInvocation: boolean
  /** When a failed invocation is retried. */
  readonly retryAt?: Instant
  readonly consecutiveFailures: number
}

export function snapshotOf(execution: ExecutionState): ExecutionSnapshot {
  const { endedAt, inputPayload, result, error, parent, phase } = execution
  const snapshot: { -readonly [Key in keyof ExecutionSnapshot]: ExecutionSnapshot[Key] } = {
    arn: execution.arn,
    name: execution.name,
    id: execution.id,
    functionName: execution.functionName,
    version: execution.version,
    status: execution.status,
    startTimestamp: execution.startedAt,
    timesOutAt: execution.timesOutAt,
    hasPendingInvocation: phase.kind === "ready",
    consecutiveFailures: execution.consecutiveFailures,
  }
  if (endedAt !== undefined) snapshot.endTimestamp = endedAt
  if (inputPayload !== undefined) snapshot.inputPayload = inputPayload
  if (result !== undefined) snapshot.result = result
  if (error !== undefined) snapshot.error = copyError(error)
  if (parent !== undefined) {
    snapshot.parent = { arn: parent.execution.arn, operationId: parent.operation.id }
  }
  if (execution.tenantId !== undefined) snapshot.tenantId = execution.tenantId
  if (phase.kind === "in-flight") snapshot.invocationInFlight = phase.requestId
  if (phase.kind === "backing-off") snapshot.retryAt = phase.timer.due
  return snapshot
}

export interface CallbackSnapshot {
  readonly callbackId: string
  readonly operationId: string
  readonly status: OperationRecord["status"]
  readonly createdAt: Instant
  readonly totalDeadline?: Instant
  readonly heartbeatDeadline?: Instant
}

export function callbacksOf(execution: ExecutionState): CallbackSnapshot[] {
  const callbacks: CallbackSnapshot[] = []
  for (const record of execution.operations) {
    if (record.type !== "CALLBACK") continue
    const { callbackId, id, status, startedAt, totalTimer, heartbeatTimer } = record
    callbacks.push({
      callbackId,
      operationId: id,
      status,
      createdAt: startedAt,
      ...(totalTimer !== undefined && { totalDeadline: totalTimer.due }),
      ...(heartbeatTimer !== undefined && { heartbeatDeadline: heartbeatTimer.due }),
    })
  }
  return callbacks
}

/** Something that could still lead to an invocation of an execution. */
export interface PendingOperation extends WaitedFor {
  readonly type: OperationType
  readonly id: string
  readonly name?: string
  /** When it happens by itself, if it does. */
  readonly dueAt?: Instant
}

export function pendingOperationsOf(execution: ExecutionState): PendingOperation[] {
  if (isClosed(execution) || execution.pendingCount === 0) return []
  return execution.operations.filter(isPending).map((record) => {
    const descriptor = descriptorOf(record.type)
    const dueAt = descriptor.dueAt(record)
    return {
      type: record.type,
      id: record.id,
      ...(record.name !== undefined && { name: record.name }),
      ...(dueAt !== undefined && { dueAt }),
      ...descriptor.waitsFor(record),
    }
  })
}
