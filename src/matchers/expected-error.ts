import type { ErrorObject } from "@aws-sdk/client-lambda"
import { isEqual, type MatcherContext } from "./matcher.ts"

/**
 * An error of an execution: a part of its message, a pattern for it, the class or an instance of the error
 * that the handler threw, members of the error object, or an asymmetric matcher for that.
 */
export type ExpectedError =
  | string
  | RegExp
  | Error
  | Partial<ErrorObject>
  // A class of errors may take anything in its constructor.
  | (abstract new (...args: never[]) => Error)

export function matchesError(
  context: MatcherContext,
  error: ErrorObject,
  expected: ExpectedError,
): boolean {
  const { ErrorMessage = "", ErrorType } = error
  if (typeof expected === "string") return ErrorMessage.includes(expected)
  if (expected instanceof RegExp) return expected.test(ErrorMessage)
  if (typeof expected === "function") return ErrorType === expected.name
  if (expected instanceof Error) {
    return ErrorType === expected.name && ErrorMessage === expected.message
  }
  if (isAsymmetric(expected)) return isEqual(context, error, expected)
  return Object.entries(expected).every(([key, member]) =>
    isEqual(context, Reflect.get(error, key), member),
  )
}

export function textOfExpected({ utils }: MatcherContext, expected: ExpectedError): string {
  if (typeof expected === "function") return `an error of type ${expected.name}`
  if (expected instanceof RegExp) return `a message that matches ${String(expected)}`
  if (typeof expected === "string") return `a message with ${JSON.stringify(expected)}`
  if (expected instanceof Error) return `${expected.name}: ${expected.message}`
  return utils.stringify(expected)
}

function isAsymmetric(value: object): boolean {
  return "asymmetricMatch" in value
}
