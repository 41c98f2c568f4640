import type { ErrorObject, OperationStatus, OperationType } from "@aws-sdk/client-lambda"
import type { TypeByOperation } from "../values/operation-type.ts"
import type { Instant } from "../values/instant.ts"
import type { Timer } from "./timer.ts"

/** What the service keeps of an operation (section 1.4), by its type. */
type OperationRecords = TypeByOperation<{
  readonly EXECUTION: ExecutionRecord
  readonly CONTEXT: ContextRecord
  readonly STEP: StepRecord
  readonly WAIT: WaitRecord
  readonly CALLBACK: CallbackRecord
  readonly CHAINED_INVOKE: ChainedInvokeRecord
}>

export type OperationRecord = OperationRecords[keyof OperationRecords]
export type RecordOf<Type extends OperationType> = Extract<OperationRecord, { readonly type: Type }>

export type OperationStatusName = OperationStatus

/** What an operation is called and where it belongs; it never changes. */
export interface OperationIdentity {
  readonly id: string
  readonly name: string | undefined
  readonly subType: string | undefined
  readonly parentId: string | undefined
}

interface RecordBase extends OperationIdentity {
  /** Counts creations over all executions, so it orders operations and breaks ties of timers. */
  readonly sequence: number
  readonly parent: ContextRecord | undefined
  readonly startedAt: Instant
  endedAt: Instant | undefined
  status: OperationStatusName
  /** The handler has not been told of the last change (section 3.8). */
  isUnreported: boolean
  /** Left out of state, because a completed context above does not replay its children (4.4). */
  pruned: boolean
}

export interface ExecutionRecord extends RecordBase {
  readonly type: "EXECUTION"
  readonly inputPayload: string | undefined
}

export interface ContextRecord extends RecordBase {
  readonly type: "CONTEXT"
  replayChildren: boolean | undefined
  result: string | undefined
  error: ErrorObject | undefined
}

export interface StepRecord extends RecordBase {
  readonly type: "STEP"
  /** Finished attempts. */
  attempt: number
  nextAttemptAt: Instant | undefined
  result: string | undefined
  error: ErrorObject | undefined
}

export interface WaitRecord extends RecordBase {
  readonly type: "WAIT"
  readonly waitSeconds: number
  readonly scheduledEndAt: Instant
  timer: Timer | undefined
}

export interface CallbackRecord extends RecordBase {
  readonly type: "CALLBACK"
  readonly callbackId: string
  readonly heartbeatTimeoutSeconds: number | undefined
  totalTimer: Timer | undefined
  heartbeatTimer: Timer | undefined
  result: string | undefined
  error: ErrorObject | undefined
}

export interface ChainedInvokeRecord extends RecordBase {
  readonly type: "CHAINED_INVOKE"
  readonly functionName: string
  /** The execution of a durable target. */
  childArn: string | undefined
  result: string | undefined
  error: ErrorObject | undefined
}

/** The status in which an operation can still lead to an invocation of its execution (section 2.3). */
const pendingStatus: Readonly<Record<OperationType, OperationStatusName | undefined>> = {
  EXECUTION: undefined,
  CONTEXT: undefined,
  STEP: "PENDING",
  WAIT: "STARTED",
  CALLBACK: "STARTED",
  CHAINED_INVOKE: "STARTED",
}

export function isPending({ type, status }: OperationRecord): boolean {
  return pendingStatus[type] === status
}

export function isTerminal(status: OperationStatusName): boolean {
  return status !== "STARTED" && status !== "PENDING" && status !== "READY"
}
