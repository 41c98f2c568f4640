import type { ErrorObject } from "@aws-sdk/client-lambda"
import * as constraints from "./constraints.ts"
import type { ShapeReader } from "./shape-reader.ts"

/** Reads an ErrorObject: every field optional, none limited for itself (section 1.2). */
export function readErrorObject(
  reader: ShapeReader,
  value: unknown,
  path: string,
): ErrorObject | undefined {
  const given = reader.structure(value, path)
  if (given === undefined) return undefined
  const error: ErrorObject = {}
  const message = reader.string(given["ErrorMessage"], `${path}.errorMessage`, constraints.text)
  if (message !== undefined) error.ErrorMessage = message
  const type = reader.string(given["ErrorType"], `${path}.errorType`, constraints.text)
  if (type !== undefined) error.ErrorType = type
  const data = reader.string(given["ErrorData"], `${path}.errorData`, constraints.text)
  if (data !== undefined) error.ErrorData = data
  const frames = reader.list(given["StackTrace"], `${path}.stackTrace`)
  if (frames !== undefined) {
    error.StackTrace = frames.map(
      (frame) => reader.string(frame, `${path}.stackTrace.member`, constraints.requiredText) ?? "",
    )
  }
  return error
}
