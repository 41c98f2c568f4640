import { DurableTestRunnerError } from "../../text/errors.ts"
import { environmentVariable } from "../../text/environment.ts"
import { InvalidArgumentError } from "./runner-errors.ts"
import type { DurableTestRunnerOptions } from "./runner-options.ts"

/** Names the environment variable with the options that a test does not give, as JSON. */
const DEFAULTS_VARIABLE = "DURABLE_TEST_RUNNER_DEFAULTS"

const CALL = `read the environment variable ${DEFAULTS_VARIABLE}`
const EXAMPLE = `Set it to the JSON of runner options, such as {"pageSize":2}.`

/**
 * The options of a runner where its test leaves them open: those of the environment.
 *
 * @param check throws an {@link InvalidArgumentError} for options that are wrong.
 * @throws {InvalidArgumentError} that names the variable, if what it holds is wrong.
 */
export function withEnvironmentDefaults(
  options: DurableTestRunnerOptions,
  check: (defaults: DurableTestRunnerOptions) => void,
): DurableTestRunnerOptions {
  const text = environmentVariable(DEFAULTS_VARIABLE)
  if (text === undefined) return options
  const defaults = parse(text)
  try {
    check(defaults)
  } catch (error) {
    if (!(error instanceof DurableTestRunnerError)) throw error
    throw new InvalidArgumentError(CALL, `${shown(text)} is refused`, error.message)
  }
  return mergeOptions(defaults, options)
}

/** What is given as `undefined`, or not at all, stays as in `defaults`; `service` is merged deeply. */
function mergeOptions(
  defaults: DurableTestRunnerOptions,
  options: DurableTestRunnerOptions,
): DurableTestRunnerOptions {
  const service = mergeDeep(defaults.service ?? {}, options.service ?? {})
  return { ...defaults, ...definedOf(options), service }
}

function mergeDeep<T extends object>(defaults: T, given: T): T {
  const merged = { ...defaults }
  for (const [key, value] of Object.entries(definedOf(given))) {
    const before: unknown = Reflect.get(defaults, key)
    Reflect.set(merged, key, isRecord(before) && isRecord(value) ? mergeDeep(before, value) : value)
  }
  return merged
}

function definedOf<T extends object>(options: T): Partial<T> {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Partial<T>
}

function parse(text: string): DurableTestRunnerOptions {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InvalidArgumentError(CALL, `${shown(text)} is not JSON`, EXAMPLE)
  }
  if (isRecord(value)) return value
  throw new InvalidArgumentError(CALL, `${shown(text)} is no object`, EXAMPLE)
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function shown(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}...`
}
