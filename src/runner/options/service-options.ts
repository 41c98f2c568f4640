import { type ServiceOptions, settingsOf } from "../../service/values/service-options.ts"
import { assertKnownOptions, InvalidArgumentError } from "./runner-errors.ts"

/** The options of the simulated service that a runner hands on. */
export type RunnerServiceOptions = Omit<ServiceOptions, "seed" | "pageSize">

/** Each option, with the type of its value or the values that it may have. */
const OPTIONS: Readonly<Record<keyof RunnerServiceOptions, string | readonly string[]>> = {
  partition: "string",
  region: "string",
  accountId: "string",
  limits: "object",
  invocationRetry: "object",
  staleTokenText: "string",
  errorTexts: "object",
  historyIncludesExecutionData: "boolean",
  emptyCallbackFailureInvokes: "boolean",
  pendingReinvocation: ["untold-changes", "any-trigger"],
  enforceSynchronousTimeout: "boolean",
}

const DEFAULTS = settingsOf({})

/** @throws {InvalidArgumentError} for an option that is wrong or does not exist. */
export function assertServiceOptions(
  call: string,
  options: RunnerServiceOptions | undefined,
): void {
  if (options === undefined) return
  assertKnownOptions(`${call} with its option service`, options, Object.keys(OPTIONS))
  for (const [name, expected] of Object.entries(OPTIONS)) {
    assertValue(call, `service.${name}`, Reflect.get(options, name), expected)
  }
  assertNumbers(call, "limits", options.limits, DEFAULTS.limits)
  assertNumbers(call, "invocationRetry", options.invocationRetry, DEFAULTS.invocationRetry)
  assertTexts(call, options.errorTexts)
}

function assertValue(
  call: string,
  name: string,
  value: unknown,
  expected: string | readonly string[],
): void {
  if (value === undefined) return
  if (typeof expected === "string") {
    if (typeof value === expected) return
    throw new InvalidArgumentError(
      call,
      `${name} is ${shown(value)}`,
      `Pass ${expected === "object" ? "an" : "a"} ${expected}.`,
    )
  }
  if (expected.some((member) => member === value)) return
  const members = expected.map((member) => JSON.stringify(member)).join(" or ")
  throw new InvalidArgumentError(call, `${name} is ${shown(value)}`, `Pass ${members}.`)
}

function assertNumbers(
  call: string,
  group: string,
  options: object | undefined,
  known: object,
): void {
  assertKnownOptions(`${call} with its option service.${group}`, options, Object.keys(known))
  for (const [name, value] of Object.entries(options ?? {}) as [string, unknown][]) {
    if (value === undefined || (typeof value === "number" && value >= 0)) continue
    const problem = `service.${group}.${name} is ${shown(value)}`
    throw new InvalidArgumentError(call, problem, "Pass a non-negative number.")
  }
}

/** Some texts contain a number or a name: those are functions. */
function assertTexts(call: string, texts: object | undefined): void {
  assertKnownOptions(
    `${call} with its option service.errorTexts`,
    texts,
    Object.keys(DEFAULTS.texts),
  )
  for (const [name, value] of Object.entries(texts ?? {}) as [string, unknown][]) {
    const expected = typeof Reflect.get(DEFAULTS.texts, name)
    assertValue(call, `service.errorTexts.${name}`, value, expected)
  }
}

function shown(value: unknown): string {
  return typeof value === "function" ? "a function" : (JSON.stringify(value) ?? String(value))
}
