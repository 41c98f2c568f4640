import type { ExpectedEvent } from "./requirement.ts"
import { PLACEHOLDER } from "./variables.ts"
import type { Bindings } from "./variables.ts"

/** Why a value does not match, and where in the event it stands. */
export interface Mismatch {
  readonly path: string
  readonly message: string
}

const REGULAR_EXPRESSION = /^\$\{\/(.*)\/\}$/s

/**
 * Compares a recorded history with an actual one. Events are paired by `EventId`; what is not
 * listed in the recording does not matter. Names in `bindings` are added as they are met, in the
 * order of the recording.
 */
export const matchHistory = (
  expected: readonly ExpectedEvent[],
  actual: readonly object[],
  bindings: Bindings,
): Mismatch[] =>
  expected.flatMap((event) => {
    const path = `event ${event.EventId} ${event.EventType}`
    const paired = actual.find((candidate) => fieldOf(candidate, "EventId") === event.EventId)
    if (!paired) {
      return [{ path, message: `is missing, the history has ${actual.length} events` }]
    }
    return matchValue(event, paired, bindings, path)
  })

/**
 * Compares one expected value with the actual one:
 *
 * - `*` and an empty mapping match anything that is there,
 * - `${NAME}` takes the value on first use and must equal it afterwards, also inside longer text,
 * - `${/regular expression/}` must be found in the value,
 * - mappings are compared key by key, keys that are not listed do not matter,
 * - lists are compared element by element, everything else literally.
 */
export const matchValue = (
  expected: unknown,
  actual: unknown,
  bindings: Bindings,
  path: string,
): Mismatch[] => {
  if (typeof expected === "string") return matchText(expected, actual, bindings, path)
  if (Array.isArray(expected)) return matchList(expected, actual, bindings, path)
  if (typeof expected === "object" && expected !== null) {
    return matchFields(expected as Record<string, unknown>, actual, bindings, path)
  }
  return expected === actual ? [] : [differs(path, expected, actual)]
}

const matchFields = (
  expected: Record<string, unknown>,
  actual: unknown,
  bindings: Bindings,
  path: string,
): Mismatch[] => {
  const entries = Object.entries(expected)
  if (entries.length === 0) return []
  if (typeof actual !== "object" || actual === null) return [differs(path, expected, actual)]
  return entries.flatMap(([key, value]) => {
    const found = fieldOf(actual, key)
    // The AWS clients leave absent fields undefined, so both count as absent.
    if (found === undefined) return [{ path: `${path}.${key}`, message: "is absent" }]
    return matchValue(value, found, bindings, `${path}.${key}`)
  })
}

const matchList = (
  expected: readonly unknown[],
  actual: unknown,
  bindings: Bindings,
  path: string,
): Mismatch[] => {
  if (!Array.isArray(actual) || actual.length !== expected.length) {
    return [differs(path, expected, actual)]
  }
  return expected.flatMap((item, index) =>
    matchValue(item, actual[index], bindings, `${path}[${index}]`),
  )
}

const matchText = (
  expected: string,
  actual: unknown,
  bindings: Bindings,
  path: string,
): Mismatch[] => {
  if (expected === "*") return []
  const expression = REGULAR_EXPRESSION.exec(expected)?.[1]
  const matches =
    expression === undefined
      ? matchPlaceholders(expected, actual, bindings)
      : compileExpression(expression).test(textOf(actual))
  return matches ? [] : [differs(path, describeBound(expected, bindings), actual)]
}

/** Literal text with placeholders in it; binds the names that are new when the whole matches. */
const matchPlaceholders = (expected: string, actual: unknown, bindings: Bindings): boolean => {
  const names = [...expected.matchAll(PLACEHOLDER)].map(([, name]) => name as string)
  const [only] = names
  if (only !== undefined && expected === `\${${only}}`) {
    if (bindings.has(only)) return bindings.get(only) === actual
    bindings.set(only, actual)
    return true
  }
  if (names.every((name) => bindings.has(name))) {
    return describeBound(expected, bindings) === actual
  }
  if (typeof actual !== "string") return false
  const found = placeholderExpression(expected, bindings).exec(actual)
  if (!found) return false
  for (const [name, value] of Object.entries(found.groups ?? {})) bindings.set(name, value)
  return true
}

/** The text as a regular expression with a group for each name that is not bound yet. */
const placeholderExpression = (expected: string, bindings: Bindings): RegExp => {
  const opened = new Set<string>()
  // Splitting by an expression with one group alternates between literal text and names.
  const source = expected.split(PLACEHOLDER).map((part, index) => {
    if (index % 2 === 0) return escapeExpression(part)
    if (bindings.has(part)) return escapeExpression(String(bindings.get(part)))
    if (opened.has(part)) return `\\k<${part}>`
    opened.add(part)
    return `(?<${part}>.+?)`
  })
  return new RegExp(`^${source.join("")}$`, "s")
}

const escapeExpression = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")

/**
 * A regular expression as the requirement files write it. They come from a Python suite, where
 * `(?i)` in front ignores case.
 */
export const compileExpression = (source: string): RegExp => {
  const inline = /^\(\?([ims]+)\)/.exec(source)
  if (!inline) return new RegExp(source)
  return new RegExp(source.slice(inline[0].length), inline[1])
}

/** The text in which a regular expression is looked for. */
export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value)

const describeBound = (text: string, bindings: Bindings): string =>
  text.replaceAll(PLACEHOLDER, (placeholder, name: string) =>
    bindings.has(name) ? String(bindings.get(name)) : placeholder,
  )

const differs = (path: string, expected: unknown, actual: unknown): Mismatch => ({
  path,
  message: `expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
})

const fieldOf = (value: object, key: string): unknown =>
  Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
