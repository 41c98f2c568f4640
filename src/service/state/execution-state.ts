import type {
  CheckpointDurableExecutionResponse,
  ErrorObject,
  ExecutionStatus,
} from "@aws-sdk/client-lambda"
import type { EventRecord } from "./event-record.ts"
import type { Instant } from "../values/instant.ts"
import type { ChainedInvokeRecord, ExecutionRecord, OperationRecord } from "./operation-record.ts"
import type { ServiceError } from "../wire/service-errors.ts"
import type { Timer } from "./timer.ts"

/** Where an execution stands between two invocations (section 5.2). */
type InvocationPhase =
  | { readonly kind: "idle" }
  /** Something happened that the handler must see. */
  | { readonly kind: "ready" }
  | { readonly kind: "in-flight"; readonly requestId: string; readonly startedAt: Instant }
  /** The last invocation failed; the timer invokes again. */
  | { readonly kind: "backing-off"; readonly timer: Timer }

/** The accepted checkpoint that a repeated request may be answered from (section 3.3). */
interface RememberedCheckpoint {
  readonly clientToken: string
  readonly checkpointToken: string
  readonly acceptedAt: Instant
  readonly answer: () => CheckpointDurableExecutionResponse
}

/** The CHAINED_INVOKE that started an execution. */
export interface ParentInvoke {
  readonly execution: ExecutionState
  readonly operation: ChainedInvokeRecord
}

/** A call of an external system, with what the service answered. */
export interface CallbackCall {
  readonly callbackId: string
  readonly kind: "success" | "failure" | "heartbeat" | "timeout"
  readonly at: Instant
  /** How many events the history had after the call: its own one, if it has left any, is the last. */
  readonly eventCount: number
  /** The error with which the call was refused. */
  readonly refused?: ServiceError
}

/** Everything the service knows of one durable execution. */
export interface ExecutionState {
  readonly arn: string
  readonly id: string
  readonly name: string
  /** Counts executions of the service. */
  readonly sequence: number
  readonly functionName: string
  readonly version: string
  readonly functionArn: string
  readonly inputPayload: string | undefined
  readonly tenantId: string | undefined
  readonly traceHeader: string | undefined
  readonly executionTimeoutSeconds: number
  readonly retentionPeriodInDays: number
  /** Limit of the output: it differs for synchronous and asynchronous starts (section 11). */
  readonly outputBytesLimit: number
  /** The same for a result that comes by a checkpoint instead of the output. */
  readonly checkpointedResultBytesLimit: number
  readonly parent: ParentInvoke | undefined
  readonly startedAt: Instant
  readonly timesOutAt: Instant

  status: ExecutionStatus
  endedAt: Instant | undefined
  result: string | undefined
  error: ErrorObject | undefined

  /** The operation every state begins with. */
  readonly record: ExecutionRecord
  /** In order of creation; `record` is the first. */
  readonly operations: OperationRecord[]
  readonly operationsById: Map<string, OperationRecord>
  /** `operations` without what is known to be pruned. */
  unpruned: OperationRecord[]
  /** Changed since the handler was told last, each once. */
  unreportedChanges: OperationRecord[]
  readonly events: EventRecord[]
  readonly callbackCalls: CallbackCall[]
  /** The execution was closed by a checkpoint: its event waits for InvocationCompleted (2.5). */
  closingEventIsDue: boolean
  /** Operations that can still lead to an invocation. */
  pendingCount: number
  startedStepCount: number
  storedBytes: number
  readonly timers: Set<Timer>

  phase: InvocationPhase
  /** A trigger came while an invocation was in flight. */
  triggeredInFlight: boolean
  consecutiveFailures: number
  immediateRetries: number
  backOffs: number

  invocationCount: number
  checkpointCount: number
  /** The only token that is accepted; none is, unless an invocation is in flight. */
  token: string | undefined
  /** The invocation in flight was told that it may record nothing more (3.2). */
  isTokenWithheld: boolean
  remembered: RememberedCheckpoint | undefined
}

export function isClosed(execution: ExecutionState): boolean {
  return execution.endedAt !== undefined
}
