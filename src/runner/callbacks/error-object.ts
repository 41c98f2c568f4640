import type { ErrorObject } from "@aws-sdk/client-lambda"

/** How a test may say what an external system reports: the API's own object, an error, or its text. */
export type ErrorInput = ErrorObject | Error | string

export function toErrorObject(input: ErrorInput | undefined): ErrorObject {
  if (input === undefined) return {}
  if (typeof input === "string") return { ErrorMessage: input }
  if (input instanceof Error) return { ErrorType: input.name, ErrorMessage: input.message }
  return input
}
