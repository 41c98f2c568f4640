import type { ErrorObject } from "@aws-sdk/client-lambda"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import { listOf, text } from "../../text/option-kinds.ts"
import { type OptionSpec, readArgument, objectOf, wrongValue } from "../../text/options.ts"
import { isError, isThenable, showValue } from "../../text/values/show-value.ts"

/** The failure that an external system reports: the error object of the API, an error, or a message. */
export type ErrorInput = ErrorObject | Error | string

const ANY_TEXT = text(/^[^]*$/u, "Pass a text.")

/** The members that the API has. */
const ERROR_OBJECT: OptionSpec<ErrorObject> = {
  ErrorType: ANY_TEXT,
  ErrorMessage: ANY_TEXT,
  ErrorData: ANY_TEXT,
  StackTrace: listOf(ANY_TEXT, "Pass a list of texts.") as never,
}

/** What is left of an error that was copied, or that came out of JSON. */
const ERROR_LIKE: OptionSpec<{ name: string; message: string; stack: string }> = {
  name: ANY_TEXT,
  message: ANY_TEXT,
  stack: ANY_TEXT,
}

/**
 * The API's object for what a test gave: an error has its name and message in it, and so has an object
 * that looks like one.
 *
 * @throws {InvalidArgumentError} for anything else, such as an object with a misspelt member.
 */
export function toErrorObject(call: string, input: unknown): ErrorObject {
  if (input === undefined) return {}
  if (typeof input === "string") return { ErrorMessage: input }
  if (isError(input)) return ofError(call, input)
  if (typeof input !== "object" || input === null || isThenable(input)) {
    throw wrongValue({ call, path: "the error" }, input, ADVICE)
  }
  if (looksLikeError(input)) {
    return ofError(call, readArgument(call, "the error", input, objectOf(ERROR_LIKE)))
  }
  return readArgument(call, "the error", input, objectOf(ERROR_OBJECT))
}

const ADVICE =
  "Pass an Error, its message, or an object of the API such as " +
  '{ ErrorType: "Refused", ErrorMessage: "no budget" }.'

/** @throws {InvalidArgumentError} for an error whose getters throw. */
function ofError(
  call: string,
  error: { readonly name?: unknown; readonly message?: unknown },
): ErrorObject {
  try {
    const { name, message } = error
    return {
      ...(name !== undefined && { ErrorType: toText(name) }),
      ...(message !== undefined && { ErrorMessage: toText(message) }),
    }
  } catch (cause) {
    throw new InvalidArgumentError(call, "the error cannot be read", ADVICE, { cause })
  }
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : showValue(value)
}

function looksLikeError(input: object): boolean {
  try {
    return "message" in input || ("name" in input && !("ErrorType" in input))
  } catch {
    return false
  }
}
