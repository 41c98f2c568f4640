import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"

/** A text that is no schedule, or none that this version can read. */
export function unreadable(text: string, problem: string, advice: string): InvalidArgumentError {
  return new InvalidArgumentError("read a schedule", `${JSON.stringify(text)} ${problem}`, advice)
}

/** A code that a newer version has written. */
export function unknownCode(text: string, what: string, code: string): InvalidArgumentError {
  const problem = `has the ${what} "${code}", which this version of durable-test-runner does not know`
  return unreadable(text, problem, "Use the version that printed it.")
}
