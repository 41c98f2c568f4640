import { matchesName } from "../../text/matches-name.ts"
import type { Duration } from "../../text/duration.ts"

/** The attempt that a double replaces. */
export interface StepAttempt {
  /**
   * The name that the handler gave to `step` or `waitForCondition`. The submitter of
   * `waitForCallback("approve", ...)` is `"approve-submitter"`.
   */
  readonly name: string | undefined
  readonly kind: "step" | "condition" | "submitter"
  /** 1 for the first attempt. */
  readonly attempt: number
  readonly operationId: string
  readonly executionArn: string
  /** The id that a submitter passes on. */
  readonly callbackId?: string
}

/** The outcome of one use of a double: the return value or error of the double, or of the real body. */
type StepOutcome =
  | { readonly status: "returned"; readonly value: unknown }
  | { readonly status: "threw"; readonly error: unknown }

/** One use of a double. */
export interface StepCall extends StepAttempt {
  /** Virtual. */
  readonly at: Date
  /** Absent while the call runs, and also later if the invocation ended first. */
  readonly outcome?: StepOutcome
}

/** The return value of `mockStep`, `failStep`, `delayStep` and `interruptStep`, with the calls of the double. */
export interface StepDoubleHandle {
  readonly calls: readonly StepCall[]
}

/** The steps and attempts to which a double applies. */
export interface StepDoubleOptions {
  /** Which step with that name, by the order of their first attempts, 1 for the first. Default: all. */
  readonly occurrence?: number
  /** Which attempts. Default: all. */
  readonly attempts?: readonly number[]
  /** The largest number of attempts that the double replaces. Default: no limit; one for `interruptStep`. */
  readonly times?: number
}

export interface InterruptStepOptions {
  /** Which step of that name, 1 for the first. Default 1. */
  readonly occurrence?: number
  /** The attempt during which the invocation dies. Default 1. */
  readonly attempt?: number
  /** Whether the invocation dies before or after the body runs. Default `"before"`. */
  readonly when?: "before" | "after"
}

/** Replaces the body of a step; `body` runs the real one. */
export type StepMock = (attempt: StepAttempt, body: () => Promise<unknown>) => unknown

export type StepAction =
  | { readonly kind: "mock"; readonly mock: StepMock }
  | { readonly kind: "fail"; readonly error: Error }
  | { readonly kind: "delay"; readonly duration: Duration; readonly delayMs: number }
  | { readonly kind: "interrupt"; readonly when: "before" | "after" }

/** A call as it is kept: what came of it is added later. */
export interface KeptStepCall extends StepCall {
  outcome?: StepOutcome
}

/** A double as it was registered. */
export interface StepDouble {
  /** The call as the test wrote it, for messages. */
  readonly call: string
  readonly name: string | RegExp
  readonly action: StepAction
  readonly occurrence: number | undefined
  readonly attempts: readonly number[] | undefined
  readonly times: number
  readonly calls: KeptStepCall[]
  /** The execution for which it is, with all that this has started. Default: any. */
  readonly within?: string
}

export function doubleApplies(
  double: StepDouble,
  attempt: StepAttempt,
  occurrence: number,
): boolean {
  const { attempts, times, calls } = double
  if (!isNameOf(double, attempt.name) || calls.length >= times) return false
  if (double.occurrence !== undefined && double.occurrence !== occurrence) return false
  return attempts === undefined || attempts.includes(attempt.attempt)
}

export function isNameOf({ name }: StepDouble, stepName: string | undefined): boolean {
  return matchesName(name, stepName)
}
