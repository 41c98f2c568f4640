import type { ErrorInput } from "../runner/callbacks/error-object.ts"
import type { FunctionDoubleOptions } from "../runner/function-double.ts"
import { durationOrText } from "../text/duration-text.ts"
import { listOf, oneOf, text, wholeNumber } from "../text/option-kinds.ts"
import type { OptionKind } from "../text/options.ts"
import type { ScenarioCall } from "./actions.ts"
import { errorKind } from "./callback-calls.ts"
import { onlyOneOf, readActionOptions, readActions, refuseBeside } from "./names.ts"
import type { Path, ScenarioReader } from "./source.ts"

const STEP_KINDS = ["return", "throw", "delay", "interrupt"] as const

const ATTEMPT = wholeNumber({ least: 1, advice: "The first attempt is 1." })

const STEP_OPTIONS: Readonly<Record<string, OptionKind<unknown>>> = {
  occurrence: wholeNumber({ least: 1, advice: "The first step of a name is 1." }),
  attempts: listOf(ATTEMPT, "Write a list of attempts; the first is 1."),
  times: wholeNumber({ least: 1 }),
}

const STEP_KEYS = [...STEP_KINDS, ...Object.keys(STEP_OPTIONS)]

const FUNCTION_KINDS = ["return", "throw"] as const

const ALIASES = listOf(text(), "Write a list of names.")

/** What is to be called for the steps of one name. */
export function toStepCalls(
  reader: ScenarioReader,
  path: Path,
  key: string,
  given: unknown,
): ScenarioCall[] {
  return readActions(reader, path, { key, given }, (at, name, action) =>
    toStepCall(reader, at, name, action),
  )
}

function toStepCall(
  reader: ScenarioReader,
  path: Path,
  name: string | RegExp,
  given: unknown,
): ScenarioCall[] {
  const members = reader.members(path, given, STEP_KEYS)
  const kind = onlyOneOf(reader, path, members, STEP_KINDS)
  const options = readActionOptions(reader, path, members, STEP_OPTIONS)
  const at = [...path, kind]
  const value = members.get(kind)
  switch (kind) {
    case "return":
      return [(runner) => runner.mockStep(name, () => structuredClone(value), options)]
    case "throw": {
      const thrown = toThrown(reader.read(at, value, errorKind))
      return [(runner) => runner.failStep(name, thrown(), options)]
    }
    case "delay": {
      const delay = reader.read(at, value, durationOrText)
      return [(runner) => runner.delayStep(name, delay, options)]
    }
    case "interrupt": {
      refuseBeside(reader, path, members, { key: kind, useless: ["times"] })
      const when = reader.read(at, value, oneOf(["before", "after"]))
      const { attempts = [1], ...rest } = options as { attempts?: readonly number[] }
      return attempts.map(
        (attempt): ScenarioCall =>
          (runner) =>
            runner.interruptStep(name, { ...rest, attempt, when }),
      )
    }
  }
}

/** What is to be called for one function. */
export function toFunctionCall(
  reader: ScenarioReader,
  path: Path,
  key: string,
  given: unknown,
): ScenarioCall {
  const members = reader.members(path, given, [...FUNCTION_KINDS, "aliases"])
  const kind = onlyOneOf(reader, path, members, FUNCTION_KINDS)
  const value = members.get(kind)
  const { name, options } = toTarget(key)
  const aliases = members.has("aliases")
    ? reader.read([...path, "aliases"], members.get("aliases"), ALIASES)
    : []
  const all = { ...options, aliases: [...(options.aliases ?? []), ...aliases] }
  if (kind === "return") {
    return (runner) => runner.mockFunction(name, () => structuredClone(value), all)
  }
  const thrown = toThrown(reader.read([...path, kind], value, errorKind))
  const fail = (): never => {
    throw thrown()
  }
  return (runner) => runner.mockFunction(name, fail, all)
}

/** A name, or an ARN, with the qualifier that `context.invoke` has. */
function toTarget(key: string): {
  readonly name: string
  readonly options: FunctionDoubleOptions
} {
  const { name, qualifier } = /^(?<name>[^:]+):(?<qualifier>[^:]+)$/u.exec(key)?.groups ?? {}
  if (name === undefined || qualifier === undefined) return { name: key, options: {} }
  if (qualifier === "$LATEST") return { name, options: {} }
  if (/^\d+$/u.test(qualifier)) return { name, options: { version: qualifier } }
  return { name, options: { aliases: [qualifier] } }
}

/** Each use throws an error of its own. */
function toThrown(input: ErrorInput): () => Error {
  if (typeof input === "string") return () => new Error(input)
  if (input instanceof Error) return () => input
  const { ErrorType, ErrorMessage = "" } = input
  return () => {
    const error = new Error(ErrorMessage)
    if (ErrorType !== undefined) error.name = ErrorType
    return error
  }
}
