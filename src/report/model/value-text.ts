import type { ErrorObject } from "@aws-sdk/client-lambda"
import { parseJson } from "../../text/values/parse-json.ts"

/**
 * A payload as people read it: JSON is indented, and what is too long is cut and says so. A text that
 * parsing would change, such as one with a number of 20 digits, stays as it was sent.
 */
export function textOfPayload(payload: string, longest: number): string {
  const value = parseJson(payload)
  const isTree = typeof value === "object" && value !== null
  const isKept = isTree && JSON.stringify(value) === payload
  return cut(isKept ? JSON.stringify(value, undefined, 2) : payload, longest)
}

/** An error with the stack that the service keeps. */
export function textOfError(error: ErrorObject, longest: number): string {
  const { ErrorType, ErrorMessage, ErrorData, StackTrace } = error
  const head = [ErrorType, ErrorMessage].filter(Boolean).join(": ")
  const data = ErrorData === undefined || ErrorData === "" ? [] : [`data: ${ErrorData}`]
  return cut([head, ...(StackTrace ?? []), ...data].join("\n"), longest)
}

export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text
  // Half of a surrogate pair is no character.
  const head = text.slice(0, longest).replace(/[\uD800-\uDBFF]$/u, "")
  return `${head}\n… ${text.length - head.length} more characters`
}
