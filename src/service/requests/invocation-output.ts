import type { ErrorObject } from "@aws-sdk/client-lambda"
import * as constraints from "../wire/constraints.ts"
import { readErrorObject } from "../wire/error-shape.ts"
import type { ErrorTexts } from "../values/error-texts.ts"
import { ShapeReader } from "../wire/shape-reader.ts"
import { utf8Bytes } from "../values/utf8.ts"

/** What the output of an invocation means (section 2.3). */
export type OutputVerdict =
  | { readonly kind: "succeeded"; readonly result: string | undefined }
  | { readonly kind: "failed"; readonly error: ErrorObject | undefined }
  | { readonly kind: "pending" }

/** Outputs that break the protocol fail the execution: the verdict carries the violation. */
export function judgeOutput(
  texts: ErrorTexts,
  output: unknown,
  outputBytesLimit: number,
): OutputVerdict {
  const fields = readOutput(texts, output)
  if (fields === undefined) return violation(texts.invalidOutputStatus)
  const { status, result, error } = fields
  switch (status) {
    case "SUCCEEDED":
      if (error !== undefined) return violation(texts.errorForSucceeded)
      if (utf8Bytes(result) > outputBytesLimit) {
        return violation(texts.executionOutputTooLarge(outputBytesLimit))
      }
      return { kind: "succeeded", result }
    case "FAILED":
      if (result !== undefined) return violation(texts.resultForFailed)
      return { kind: "failed", error }
    case "PENDING":
      return { kind: "pending" }
    default:
      return status satisfies never
  }
}

/** An output that breaks the protocol, as the error it fails the execution with. */
export function violation(message: string): OutputVerdict & { readonly kind: "failed" } {
  const error = { ErrorType: "InvalidParameterValueException", ErrorMessage: message }
  return { kind: "failed", error }
}

interface OutputFields {
  readonly status: (typeof outputStatuses)[number]
  readonly result: string | undefined
  readonly error: ErrorObject | undefined
}

const outputStatuses = ["SUCCEEDED", "FAILED", "PENDING"] as const

/** `undefined` for an output that cannot be read at all. */
function readOutput(texts: ErrorTexts, output: unknown): OutputFields | undefined {
  if (typeof output !== "object" || output === null) return undefined
  const reader = new ShapeReader(texts)
  try {
    const { Status, Result, Error } = output as Readonly<Record<string, unknown>>
    const status = outputStatuses.find((known) => known === Status)
    const result = reader.string(Result, "result", constraints.text)
    const error = readErrorObject(reader, Error, "error")
    reader.finish()
    return status && { status, result, error }
  } catch {
    // A wrong type, or a handler's own object whose getter throws.
    return undefined
  }
}
