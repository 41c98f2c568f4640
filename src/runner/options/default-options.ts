import { environmentVariable } from "../../text/environment.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import { type OptionSpec, readOptions } from "../../text/options.ts"
import { showValue } from "../../text/values/show-value.ts"
import type { DurableTestRunnerOptions } from "./runner-options.ts"

/** Names the environment variable with the options that a test does not give, as JSON. */
const DEFAULTS_VARIABLE = "DURABLE_TEST_RUNNER_DEFAULTS"

const CALL = `read the environment variable ${DEFAULTS_VARIABLE}`

/**
 * The options of a runner where its test leaves them open: those of the environment.
 *
 * @throws {InvalidArgumentError} that names the variable, if what it holds is wrong.
 */
export function withEnvironmentDefaults(
  options: DurableTestRunnerOptions,
  spec: OptionSpec<DurableTestRunnerOptions>,
): DurableTestRunnerOptions {
  const text = environmentVariable(DEFAULTS_VARIABLE)
  return text === undefined ? options : mergeOptions(readOptions(CALL, parse(text), spec), options)
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidArgumentError(
      CALL,
      `its value is ${showValue(text)}, which is not JSON`,
      'Set it to the JSON of runner options, such as {"pageSize":2}.',
    )
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
