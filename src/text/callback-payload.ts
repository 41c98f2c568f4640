import { types } from "node:util"
import { DurableTestRunnerError } from "./errors.ts"
import { isError, isThenable, showValue } from "./values/show-value.ts"

/** A value that JSON cannot represent, so the runner cannot send it to the service. */
export class UnserializableValueError extends DurableTestRunnerError {
  override readonly name = "UnserializableValueError"

  /** @internal */
  constructor(what: string, reason: string) {
    super(
      "UNSERIALIZABLE_VALUE",
      `Failed to serialize ${what}: ${reason}. Pass a value that JSON.stringify can serialize, or a string or bytes, which are sent unchanged.`,
    )
  }
}

/**
 * What an external system sends as the result of a callback: a string and bytes as they are, nothing
 * for `undefined`, anything else as JSON text.
 */
export function toCallbackPayload(value: unknown, what: string): string | Uint8Array | undefined {
  if (value === undefined || typeof value === "string" || types.isUint8Array(value)) return value
  return toJson(value, what)
}

/**
 * A value as JSON text. What JSON would write as `{}`, though there is something in it, is refused: a
 * forgotten `await` would be sent without a word.
 *
 * @throws {UnserializableValueError}
 */
export function toJson(value: unknown, what: string): string {
  let lost: string | undefined
  let text: string | undefined
  try {
    text = JSON.stringify(value, (key, member: unknown) => {
      const reason = lost === undefined ? reasonOfLoss(member) : undefined
      if (reason !== undefined) lost = key === "" ? reason : `under ${showValue(key)} ${reason}`
      return member
    })
  } catch (error) {
    throw new UnserializableValueError(
      what,
      error instanceof Error ? error.message : showValue(error),
    )
  }
  if (lost !== undefined) throw new UnserializableValueError(what, lost)
  if (text === undefined) throw new UnserializableValueError(what, `it is a ${typeof value}`)
  return text
}

/** Why JSON would lose what there is in a value. An object with `toJSON` never comes here. */
function reasonOfLoss(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined
  if (isThenable(value)) return "it is a promise, so an await may be missing"
  if (isStream(value)) return "it is a stream, which has to be read first"
  const [, advice] = LOST.find(([isOne]) => isOne(value)) ?? []
  return advice === undefined ? undefined : `it is ${showValue(value)}, ${advice}`
}

const LOST: readonly (readonly [isOne: (value: object) => boolean, advice: string])[] = [
  [types.isMap, "which JSON writes as {}: pass Object.fromEntries(map)"],
  [types.isSet, "which JSON writes as {}: pass [...set]"],
  [(value) => types.isWeakMap(value) || types.isWeakSet(value), "which JSON writes as {}"],
  [types.isRegExp, "which JSON writes as {}: pass its source"],
  [isError, "which JSON writes without its message: pass { name, message }"],
  [types.isAnyArrayBuffer, "which JSON writes as {}: pass new Uint8Array(buffer)"],
  [types.isGeneratorObject, "which JSON writes as {}: pass [...generator]"],
]

/** Of Node or of the web. */
function isStream(value: object): boolean {
  try {
    return ["pipe", "getReader", "getWriter"].some(
      (method) => typeof Reflect.get(value, method) === "function",
    )
  } catch {
    return false
  }
}
