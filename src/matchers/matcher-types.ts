import type { RecordedHistory } from "../replay/history/read-history.ts"
import type { Duration } from "../text/duration.ts"
import type { ExpectedError } from "./expected-error.ts"
import type { OperationProperties, StepCounts } from "./operation-matchers.ts"

/** What `expect` can do besides, as the types of both frameworks take it. */
export interface DurableMatchers<Result = unknown> {
  /** An execution has succeeded. */
  toHaveSucceeded(): Result
  /** An execution has succeeded with this result; asymmetric matchers may stand in it. */
  toHaveSucceededWith(expected: unknown): Result
  /** An execution has failed, with this error if one is given. */
  toHaveFailedWith(expected?: ExpectedError): Result
  /** An execution has run into its time-out. */
  toHaveTimedOut(): Result
  /** The handler of an execution was invoked that many times. */
  toHaveInvocations(count: number): Result
  /** An execution has an operation of this name or path, with these members. */
  toHaveOperation(pathOrName: string, properties?: OperationProperties): Result
  /** An execution has run a step: as many of that name, with as many attempts each. */
  toHaveRunStep(pathOrName: string, counts?: StepCounts): Result
  /** An execution has waited by `context.wait` for exactly this time, to its end. */
  toHaveWaited(duration: Duration): Result
  /** A callback of an execution was answered with success, with this value if one is given. */
  toHaveReceivedCallback(pathOrName: string, value?: unknown): Result
  /** An exploration has found nothing wrong. */
  toPass(): Result
  /** An exploration has found nothing wrong, and has tried crashes. */
  toBeCrashSafe(): Result
  /** Replays asked for what was recorded, and the same seed led to the same run. */
  toBeDeterministic(): Result
}

/** Those that take their time. */
export interface AsyncDurableMatchers {
  /** A handler goes on with an execution that was recorded: `await expect(handler).toAccept(history)`. */
  toAccept(history: RecordedHistory): Promise<void>
}
