import { DurableTestRunnerError } from "./errors.ts"

/** A value that cannot be sent to the service. */
export class UnserializableValueError extends DurableTestRunnerError {
  override readonly name = "UnserializableValueError"

  /** @internal */
  constructor(what: string, reason: string) {
    super(
      "UNSERIALIZABLE_VALUE",
      `Failed to serialize ${what}: ${reason}. Pass what JSON.stringify can write, or a string or bytes to be sent as they are.`,
    )
  }
}

/**
 * What an external system sends as the result of a callback: a string and bytes as they are, nothing
 * for `undefined`, anything else as JSON text.
 */
export function toCallbackPayload(value: unknown, what: string): string | Uint8Array | undefined {
  if (value === undefined || typeof value === "string" || value instanceof Uint8Array) return value
  return toJson(value, what)
}

/** @throws {UnserializableValueError} */
export function toJson(value: unknown, what: string): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (error) {
    throw new UnserializableValueError(what, (error as Error).message)
  }
  if (text === undefined) throw new UnserializableValueError(what, `it is a ${typeof value}`)
  return text
}
