import type { OperationType } from "@aws-sdk/client-lambda"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import type { Execution } from "./execution.ts"

/** A place in a source file, as the source map of a bundle gives it where there is one. */
export interface CallSite {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What makes a replay differ from the recording. */
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
  /** What was found, and what to do about it. */
  readonly text: string
  /** Where the handler does it, if that is known. */
  readonly site: CallSite | undefined
}

/** An operation as the recording has it: what the handler asked for when it was first recorded. */
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

/** A place at which the code of today does not do what was recorded. */
export interface Divergence {
  readonly kind: "changed" | "refused" | "missing" | "unexpected" | "outcome" | "result" | "misuse"
  /** The operation that was recorded; absent for a result, and for one that never was. */
  readonly operation: RecordedOperation | undefined
  /** What differs: `name`, `type`, `wait seconds`, `input`, `retry delay`, and so on. */
  readonly field: string | undefined
  /** What the recording has. */
  readonly recorded: string
  /** What the code does instead. */
  readonly asked: string
  /** The invocation in which it was recorded, 1 for the first. */
  readonly invocation: number
  /** Virtual milliseconds from the start of the execution to what was recorded. */
  readonly elapsedMs: number
  readonly cause: Cause | undefined
  /** Causes that explain the difference as well; empty if there is only one. */
  readonly otherCauses: readonly Cause[]
  /** Where the handler asked for the operation when it was recorded; unknown for a loaded history. */
  readonly recordedSite: CallSite | undefined
  /** Where the handler asks for what it asks for instead. */
  readonly site: CallSite | undefined
  /**
   * The run that was replayed never suspended. In those that do, each invocation has lost the same memory,
   * so that they agree with each other.
   */
  readonly isLostMemory: boolean
  readonly message: string
}

/**
 * Whether today's code would go on with a recorded execution:
 *
 * - `compatible`: it asks for what was recorded, in every state that the execution was in;
 * - `incompatible`: it asks for something else;
 * - `undecidable`: the history does not tell enough.
 */
export type Compatibility = "compatible" | "incompatible" | "undecidable"

export interface HistoryVerdict {
  readonly verdict: Compatibility
  /** The first difference, of an incompatible one. */
  readonly divergence: Divergence | undefined
  /** How many times the handler was replayed. */
  readonly replays: number
  /** The verdict, with what is wrong. */
  readonly message: string
}

/** Holds an execution against the handler that made it. The replays are further out than the runner. */
export type ReplayExecution = (
  handler: LambdaHandler,
  execution: Execution,
) => Promise<HistoryVerdict>
