import { type Duration, duration, toMilliseconds } from "../../text/duration.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import type { OptionKind } from "../../text/options.ts"

const LONGEST_FUNCTION_TIMEOUT_MS = 900_000
const LONGEST_EXECUTION_TIMEOUT_SECONDS = 31_622_400

/** Of a duration that was checked, which nothing can be wrong with any more. */
const NOWHERE = { call: "read a time-out", path: "it" }

/** The Lambda time-out of one invocation. @throws {InvalidArgumentError} */
export const functionTimeout: OptionKind<Duration> = (value, place) => {
  const checked = duration(value, place)
  const milliseconds = toMilliseconds(checked, place)
  if (milliseconds >= 1_000 && milliseconds <= LONGEST_FUNCTION_TIMEOUT_MS) return checked
  throw new InvalidArgumentError(
    place.call,
    `${place.path} is ${milliseconds} ms`,
    "Lambda allows 1 second to 15 minutes.",
  )
}

/** The time-out of an execution. @throws {InvalidArgumentError} */
export const executionTimeout: OptionKind<Duration> = (value, place) => {
  const checked = duration(value, place)
  const seconds = toMilliseconds(checked, place) / 1_000
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_EXECUTION_TIMEOUT_SECONDS) {
    return checked
  }
  throw new InvalidArgumentError(
    place.call,
    `${place.path} is ${seconds} seconds`,
    "The service allows whole seconds from 1 to 31,622,400 (366 days).",
  )
}

/** @param timeout was checked. */
export function toFunctionTimeoutMs(timeout: Duration | undefined): number {
  if (timeout === undefined) return LONGEST_FUNCTION_TIMEOUT_MS
  return toMilliseconds(timeout, NOWHERE)
}

/** @param timeout was checked. */
export function toExecutionTimeoutSeconds(timeout: Duration | undefined): number | undefined {
  if (timeout === undefined) return undefined
  return toMilliseconds(timeout, NOWHERE) / 1_000
}
