import type { AttemptInfo } from "../simulation/instrumentation-registry.ts"
import type { Invocation } from "../simulation/invocation.ts"
import type { Duration } from "./duration.ts"

/** What a double is told about the attempt that it stands in for. */
export interface StepAttempt {
  readonly name: string | undefined
  /** 1 for the first attempt. */
  readonly attempt: number
  readonly operationId: string
  readonly executionArn: string
}

/** One use of a double. */
export interface StepCall extends StepAttempt {
  /** Virtual. */
  readonly at: Date
}

/** What `mockStep`, `failStep`, `delayStep` and `interruptStep` return: what they saw. */
export interface StepDoubleHandle {
  readonly calls: readonly StepCall[]
}

/** To which attempts of which steps a double applies. */
export interface StepDoubleOptions {
  /** Which step of that name in the order of their first attempts, 1 for the first. Default: all. */
  readonly occurrence?: number
  /** Which attempts. Default: all. */
  readonly attempts?: readonly number[]
  /** How many attempts at the most. Default: no limit, and one for `interruptStep`. */
  readonly times?: number
}

export interface InterruptStepOptions {
  /** Which step of that name, 1 for the first. Default 1. */
  readonly occurrence?: number
  /** During which attempt the invocation dies. Default 1. */
  readonly attempt?: number
}

export type StepMock = (attempt: StepAttempt) => unknown

export type StepAction =
  | { readonly kind: "mock"; readonly mock: StepMock }
  | { readonly kind: "fail"; readonly error: Error }
  | { readonly kind: "delay"; readonly duration: Duration; readonly delayMs: number }
  | { readonly kind: "interrupt" }

/** A double as it was registered. */
export interface StepDouble {
  /** The call as the test wrote it, for messages. */
  readonly call: string
  readonly name: string | RegExp
  readonly action: StepAction
  readonly occurrence: number | undefined
  readonly attempts: readonly number[] | undefined
  readonly times: number
  readonly calls: StepCall[]
}

export function toStepAttempt(invocation: Invocation, info: AttemptInfo): StepAttempt {
  return {
    name: info.name,
    attempt: info.attempt ?? 1,
    operationId: info.id,
    executionArn: invocation.identity.durableExecutionArn ?? "",
  }
}

export function doubleApplies(
  double: StepDouble,
  attempt: StepAttempt,
  occurrence: number,
  usedInThisRun: number,
): boolean {
  const { name, attempts, times } = double
  const nameFits =
    typeof name === "string"
      ? name === attempt.name
      : attempt.name !== undefined && new RegExp(name.source, name.flags).test(attempt.name)
  if (!nameFits || usedInThisRun >= times) return false
  if (double.occurrence !== undefined && double.occurrence !== occurrence) return false
  return attempts === undefined || attempts.includes(attempt.attempt)
}
