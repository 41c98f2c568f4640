import type { ErrorObject } from "@aws-sdk/client-lambda"
import { utf8Bytes } from "./utf8.ts"

/** A fresh copy with nothing but the four fields of the shape; absent fields stay absent. */
export function copyError(error: ErrorObject): ErrorObject {
  const copy: ErrorObject = {}
  if (error.ErrorMessage !== undefined) copy.ErrorMessage = error.ErrorMessage
  if (error.ErrorType !== undefined) copy.ErrorType = error.ErrorType
  if (error.ErrorData !== undefined) copy.ErrorData = error.ErrorData
  if (error.StackTrace !== undefined) copy.StackTrace = [...error.StackTrace]
  return copy
}

/** What the error of a failed invocation may be made of: whatever the handler threw. */
export function errorObjectFrom(value: unknown): ErrorObject {
  const error: ErrorObject = {}
  if (typeof value !== "object" || value === null) return error
  const { ErrorMessage, ErrorType, ErrorData, StackTrace } = value as Record<string, unknown>
  if (typeof ErrorMessage === "string") error.ErrorMessage = ErrorMessage
  if (typeof ErrorType === "string") error.ErrorType = ErrorType
  if (typeof ErrorData === "string") error.ErrorData = ErrorData
  if (Array.isArray(StackTrace)) {
    error.StackTrace = StackTrace.filter((frame) => typeof frame === "string")
  }
  return error
}

/** The size of an error is that of its JSON text, all fields together (section 11). */
export function errorObjectBytes(error: ErrorObject | undefined): number {
  return error === undefined ? 0 : utf8Bytes(JSON.stringify(error))
}
