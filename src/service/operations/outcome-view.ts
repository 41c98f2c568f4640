import type { ErrorObject } from "@aws-sdk/client-lambda"
import { copyError, errorObjectBytes } from "../values/error-object.ts"
import { utf8Bytes } from "../values/utf8.ts"

/** The members under which the API shows how an operation ended. */
export interface ShownOutcome {
  Result?: string | undefined
  Error?: ErrorObject | undefined
}

/** The members under which a record keeps it. */
interface KeptOutcome {
  readonly result: string | undefined
  readonly error: ErrorObject | undefined
}

/** Adds the outcome to what the API shows, without keys for absent members. */
export function withOutcome<Details extends object>(
  details: Details & ShownOutcome,
  { result, error }: KeptOutcome,
): Details & ShownOutcome {
  if (result !== undefined) details.Result = result
  if (error !== undefined) details.Error = copyError(error)
  return details
}

export function outcomeBytes({ result, error }: KeptOutcome): number {
  return utf8Bytes(result) + errorObjectBytes(error)
}
