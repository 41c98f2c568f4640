import { InvalidArgumentError } from "./invalid-argument-error.ts"
import { isThenable } from "./values/show-value.ts"

/**
 * What a function of the test's has returned, where a promise for it would be too late: nobody awaits
 * it, and it counts as true.
 *
 * @param subject what the message calls the function, such as `observe`.
 * @throws {InvalidArgumentError} for a promise.
 */
export function answerAtOnce<T>(call: string, subject: string, answer: T): T {
  if (!isThenable(answer)) return answer
  // Its rejection would end the process of the test.
  void Promise.resolve(answer).catch(() => {})
  throw new InvalidArgumentError(
    call,
    `${subject} returned a promise, which nobody awaits`,
    "Let it return its result at once: make it a function that is not async.",
  )
}
