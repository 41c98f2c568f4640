import type { RecordedHistory } from "../replay/history/read-history.ts"
import type { Duration } from "../text/duration.ts"
import type { ExpectedError } from "./expected-error.ts"
import type { OperationProperties, StepCounts } from "./operation-matchers.ts"

/** The matchers of executions and verdicts, for both frameworks. */
export interface DurableMatchers<Result = unknown> {
  /** An execution has succeeded. */
  toHaveSucceeded(): Result
  /** An execution has succeeded with this result, which may contain asymmetric matchers. */
  toHaveSucceededWith(expected: unknown): Result
  /** An execution has failed, with this error if one is given. */
  toHaveFailedWith(expected?: ExpectedError): Result
  /** An execution has reached its time-out. */
  toHaveTimedOut(): Result
  /** The handler of an execution was invoked that many times. */
  toHaveInvocations(count: number): Result
  /** An execution has an operation of this name or path, with these members. */
  toHaveOperation(pathOrName: string, properties?: OperationProperties): Result
  /** An execution has run that many steps with the name, with that many attempts each. */
  toHaveRunStep(pathOrName: string, counts?: StepCounts): Result
  /** An execution has waited by `context.wait` for exactly this time, to its end. */
  toHaveWaited(duration: Duration): Result
  /**
   * A callback of an execution was answered with success, with this value if one is given: as JSON is parsed, or
   * as the text that was sent.
   */
  toHaveReceivedCallback(pathOrName: string, value?: unknown): Result
  /** An exploration has found no violation. */
  toPass(): Result
  /** An exploration has found no violation, and has tried crashes. */
  toBeCrashSafe(): Result
  /** Replays requested the recorded operations, and the same seed led to the same run. */
  toBeDeterministic(): Result
}

/** The asynchronous matchers. */
export interface AsyncDurableMatchers {
  /** A handler can continue a recorded execution: `await expect(handler).toAccept(history)`. */
  toAccept(history: RecordedHistory): Promise<void>
}
