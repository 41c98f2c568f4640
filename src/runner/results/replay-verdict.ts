import type { OperationType } from "@aws-sdk/client-lambda"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import type { Execution } from "./execution.ts"

/** A place in a source file; for a bundle, by its source map. */
export interface CallSite {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The cause of a difference between a replay and the recording. */
export type CauseKind =
  | "clock"
  | "lambda-context"
  | "random"
  | "environment"
  | "module-state"
  | "process"
  | "event-mutation"
  | "timer"
  | "io"
  | "completion-order"
  | "step-side-effect"
  | "read-back"
  | "nested-operation"
  | "changed-code"
  | "not-recorded"
  | "unknown"

export interface Cause {
  readonly kind: CauseKind
  /** The finding, and what to do about it. */
  readonly text: string
  /** The place in the handler, if known. */
  readonly site: CallSite | undefined
}

/** A recorded operation: the request of the handler at its first record. */
export interface RecordedOperation {
  readonly id: string
  /** 1 for the first operation of the execution. */
  readonly number: number
  readonly type: Exclude<OperationType, "EXECUTION">
  readonly subType: string | undefined
  readonly name: string | undefined
  readonly parentId: string | undefined
  /** Where its first event stands in the history. */
  readonly firstEvent: number
  readonly options: Readonly<Record<string, string | undefined>>
}

/** A difference between the code and the recording. */
export interface Divergence {
  readonly kind: "changed" | "refused" | "missing" | "unexpected" | "outcome" | "result" | "misuse"
  /** The recorded operation; absent for a result, and for an operation that was never recorded. */
  readonly operation: RecordedOperation | undefined
  /** The part that differs: `name`, `type`, `wait seconds`, `input`, `retry delay`, and so on. */
  readonly field: string | undefined
  /** The recorded value. */
  readonly recorded: string
  /** The value of the code. */
  readonly asked: string
  /** The invocation in which it was recorded, 1 for the first. */
  readonly invocation: number
  /** Virtual milliseconds from the start of the execution to what was recorded. */
  readonly elapsedMs: number
  readonly cause: Cause | undefined
  /** Causes that explain the difference as well; empty if there is only one. */
  readonly otherCauses: readonly Cause[]
  /** The place of the recorded request in the handler; unknown for a loaded history. */
  readonly recordedSite: CallSite | undefined
  /** The place of the new request in the handler. */
  readonly site: CallSite | undefined
  /**
   * True if the replayed run never suspended. In runs that suspend, each invocation has lost the same memory,
   * and they agree with each other.
   */
  readonly isLostMemory: boolean
  readonly message: string
}

/**
 * Whether the code can continue a recorded execution:
 *
 * - `compatible`: it requests the recorded operations, in every state of the execution;
 * - `incompatible`: it requests others;
 * - `undecidable`: the history lacks data.
 */
export type Compatibility = "compatible" | "incompatible" | "undecidable"

export interface HistoryVerdict {
  readonly verdict: Compatibility
  /** The first difference, if the verdict is `incompatible`. */
  readonly divergence: Divergence | undefined
  /** The number of replays. */
  readonly replays: number
  /** The verdict as text, with the difference. */
  readonly message: string
}

/** Holds an execution against the handler that made it. The replays are further out than the runner. */
export type ReplayExecution = (
  handler: LambdaHandler,
  execution: Execution,
) => Promise<HistoryVerdict>
