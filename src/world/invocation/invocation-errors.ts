import type { ErrorObject } from "@aws-sdk/client-lambda"
import { readableThrown } from "../../text/values/show-value.ts"
import type { Instant } from "../../service/values/instant.ts"

/**
 * The error object that Lambda makes of what a handler threw. Without the stack, which names paths
 * of this machine: histories have to be equal on every machine. The error itself stays available on
 * the invocation.
 */
export function errorObjectOf(thrown: unknown): ErrorObject {
  const read = readableThrown(thrown)
  if (read instanceof Error || isErrorLike(read)) {
    return { ErrorType: read.name, ErrorMessage: read.message }
  }
  return { ErrorType: typeof read, ErrorMessage: textOf(read) }
}

/**
 * What Lambda's Node.js runtime reports of a rejection that nobody handles, before its process ends:
 * an error of its own, whose message is the reason as a text.
 */
export function unhandledRejectionError(reason: unknown): ErrorObject {
  return {
    ErrorType: "Runtime.UnhandledPromiseRejection",
    ErrorMessage: reason === undefined ? "" : textOf(reason),
  }
}

/** Lambda's text for a process that ended before it had answered. */
export function exitError(requestId: string, code: number): ErrorObject {
  const reason =
    code === 0
      ? "Runtime exited without providing a reason"
      : `Runtime exited with error: exit status ${code}`
  return {
    ErrorType: "Runtime.ExitError",
    ErrorMessage: `RequestId: ${requestId} Error: ${reason}`,
  }
}

/** What the service records of an invocation that it has lost touch with; the text is ours. */
export function lostContainerError(requestId: string): ErrorObject {
  return {
    ErrorType: "Sandbox.Failure",
    ErrorMessage: `RequestId: ${requestId} Error: The container does not answer`,
  }
}

/** The type of the error of an invocation that has reached the function time-out. */
export const TIMED_OUT = "Sandbox.Timedout"

/** Lambda's text for a function that used up its time-out. */
export function timeoutError(requestId: string, at: Instant, timeoutMs: number): ErrorObject {
  const seconds = (timeoutMs / 1_000).toFixed(2)
  return {
    ErrorType: TIMED_OUT,
    ErrorMessage: `${new Date(at).toISOString()} ${requestId} Task timed out after ${seconds} seconds`,
  }
}

/** `toString` may throw, or be missing. */
function textOf(reason: unknown): string {
  try {
    return String(reason)
  } catch {
    return Object.prototype.toString.call(reason)
  }
}

function isErrorLike(value: unknown): value is { name: string; message: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { name?: unknown }).name === "string" &&
    typeof (value as { message?: unknown }).message === "string"
  )
}

export const ADVICE_ON_LEFT_WORK: string =
  "Its invocation had returned: Lambda freezes such work, which continues in a later invocation, or never. " +
  "Await it in the step that begins it, or end it there."

export class ProcessExit extends Error {
  override readonly name = "ProcessExit"

  constructor(code: number) {
    super(`process.exit(${code}) ended this invocation`)
  }
}
