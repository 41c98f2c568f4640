import { didYouMean, listNames } from "../../text/did-you-mean.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"

/**
 * Refuses a callback that the handler is not declared to have. A pattern may fit any, and so may a
 * predicate.
 *
 * @param declared the names that the runner was given; undefined if it was given none.
 * @throws {InvalidArgumentError}
 */
export function assertDeclared(
  call: string,
  pattern: unknown,
  declared: readonly string[] | undefined,
): void {
  if (declared === undefined || typeof pattern !== "string") return
  const name = pattern.slice(pattern.lastIndexOf("/") + 1)
  if (declared.includes(pattern) || declared.includes(name)) return
  const added = `dd ${JSON.stringify(name)} to the option callbacks`
  if (declared.length === 0) {
    throw new InvalidArgumentError(
      `call ${call}`,
      "the runner was made without callbacks",
      `A${added}.`,
    )
  }
  throw new InvalidArgumentError(
    `call ${call}`,
    `the runner was made for other callbacks: ${listNames(declared)}`,
    `Name one of these, or a${added}.${didYouMean(name, declared)}`,
  )
}
