import { type ErrorInput, toErrorObject } from "../runner/callbacks/error-object.ts"
import type { DeliveryOptions } from "../runner/callbacks/script-options.ts"
import { toMilliseconds } from "../text/duration.ts"
import { durationOrText } from "../text/duration-text.ts"
import { boolean, oneOf, wholeNumber } from "../text/option-kinds.ts"
import type { OptionKind } from "../text/options.ts"
import { wrongValue } from "../text/options.ts"
import type { ScenarioCall } from "./actions.ts"
import { onlyOneOf, readActionOptions, readActions } from "./names.ts"
import type { PlainCallbackAction } from "./scenario.ts"
import type { Path, ScenarioReader } from "./source.ts"

const KINDS = ["succeed", "fail", "heartbeat", "timeout"] as const satisfies PlainCallbackAction[]

const DELIVERY: Readonly<Record<keyof DeliveryOptions, OptionKind<unknown>>> = {
  after: durationOrText,
  when: oneOf(["created", "submitted"]),
  occurrence: wholeNumber({ least: 1, advice: "The first callback of a name is 1." }),
  expectRefused: boolean(),
}

const KEYS = [...KINDS, ...Object.keys(DELIVERY)]

/** What is to be called for the callbacks of one name. */
export function toCallbackCalls(
  reader: ScenarioReader,
  path: Path,
  key: string,
  given: unknown,
): ScenarioCall[] {
  return readActions(reader, path, { key, given }, (at, name, action) => [
    toCall(reader, at, name, action),
  ])
}

function toCall(
  reader: ScenarioReader,
  path: Path,
  name: string | RegExp,
  given: unknown,
): ScenarioCall {
  if (typeof given === "string") {
    const kind = reader.read(path, given, oneOf(KINDS))
    return callOf(reader, path, { name, kind, value: null, options: {} })
  }
  const members = reader.members(path, given, KEYS)
  const kind = onlyOneOf(reader, path, members, KINDS)
  const options = readActionOptions(reader, path, members, DELIVERY)
  return callOf(reader, path, { name, kind, value: members.get(kind) ?? null, options })
}

interface Action {
  readonly name: string | RegExp
  readonly kind: PlainCallbackAction
  readonly value: unknown
  readonly options: DeliveryOptions
}

function callOf(
  reader: ScenarioReader,
  path: Path,
  { name, kind, value, options }: Action,
): ScenarioCall {
  const at = [...path, kind]
  switch (kind) {
    case "succeed":
      return (runner) => runner.completeCallback(name, value ?? undefined, options)
    case "fail": {
      const error = value === null ? undefined : reader.read(at, value, errorKind)
      return (runner) => runner.failCallback(name, error, options)
    }
    case "heartbeat": {
      const beats = toHeartbeats(reader, at, value)
      return (runner) => runner.heartbeatCallback(name, { ...options, ...beats })
    }
    case "timeout":
      if (value !== null) reader.read(at, value, onlyTrue)
      return (runner) => runner.timeoutCallback(name, options)
  }
}

/** An error as a file says it. @throws {InvalidArgumentError} */
export const errorKind: OptionKind<ErrorInput> = (value, { call, path }) => {
  if (value === undefined || value === null) {
    throw wrongValue({ call, path }, value, "Write its message, or an object with ErrorType.")
  }
  try {
    return toErrorObject(call, value)
  } catch (error) {
    // It is called "the error" there, and has a name of its own here.
    if (error instanceof Error) error.message = error.message.replace("the error", path)
    throw error
  }
}

const onlyTrue: OptionKind<true> = (value, place) => {
  if (value === true) return true
  throw wrongValue(place, value, "Write timeout: true; leave it out where somebody answers.")
}

function toHeartbeats(reader: ScenarioReader, path: Path, given: unknown): object {
  if (given === null) return {}
  const members = reader.members(path, given, ["every", "times"])
  const everyAt = [...path, "every"]
  const every = members.get("every")
  const times = members.has("times")
    ? reader.read([...path, "times"], members.get("times"), wholeNumber({ least: 1 }))
    : undefined
  if (every === undefined) {
    if (times === undefined || times === 1) return {}
    const advice = "Say how much time lies between them, such as every: 10m."
    throw reader.refuse([...path, "times"], `times is ${times} and every is missing`, advice)
  }
  const duration = reader.read(everyAt, every, durationOrText)
  if (toMilliseconds(duration, { call: "", path: "" }) === 0) {
    throw reader.refuse(everyAt, "every is zero", "Pass a longer duration.")
  }
  return { every: duration, ...(times !== undefined && { times }) }
}
