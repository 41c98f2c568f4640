import { type Duration, toMilliseconds } from "../../text/duration.ts"
import { assertKnownOptions, InvalidArgumentError } from "../options/runner-errors.ts"
import { callOf } from "../callbacks/script-options.ts"
import type {
  InterruptStepOptions,
  StepAction,
  StepDouble,
  StepDoubleOptions,
} from "./step-double.ts"

/** @throws {InvalidArgumentError} */
export function toStepDouble(
  method: string,
  name: string | RegExp,
  action: StepAction,
  options: StepDoubleOptions = {},
): StepDouble {
  const call = callOf(method, name)
  if (!(name instanceof RegExp) && (typeof name !== "string" || name === "")) {
    throw new InvalidArgumentError(
      `call ${method}`,
      `the step's name is ${JSON.stringify(name) ?? typeof name}`,
      "Pass the name that the handler gave to context.step, or a pattern for it.",
    )
  }
  assertKnownOptions(`call ${call}`, options, ["occurrence", "attempts", "times"])
  const { occurrence, attempts, times = Infinity } = options
  for (const [option, value] of Object.entries({ occurrence, times })) {
    if (value === undefined || value === Infinity || isCount(value)) continue
    throw new InvalidArgumentError(
      `call ${call}`,
      `${option} is ${JSON.stringify(value)}`,
      "Pass a whole number from 1.",
    )
  }
  if (attempts !== undefined && !(Array.isArray(attempts) && attempts.every(isCount))) {
    throw new InvalidArgumentError(
      `call ${call}`,
      `attempts is ${JSON.stringify(attempts)}`,
      "Pass a list of attempts; the first is 1.",
    )
  }
  return { call, name, action, occurrence, attempts, times, calls: [] }
}

/** @throws {InvalidArgumentError} */
export function toMockAction(name: string | RegExp, mock: unknown): StepAction {
  if (typeof mock === "function") return { kind: "mock", mock: mock as () => unknown }
  throw new InvalidArgumentError(
    `call ${callOf("mockStep", name)}`,
    `the mock is a ${typeof mock}`,
    'Pass a function that stands in for the body: runner.mockStep("charge", () => ({ paid: true })).',
  )
}

/** @throws {InvalidArgumentError} */
export function toFailAction(name: string | RegExp, error: unknown): StepAction {
  if (typeof error === "string") return { kind: "fail", error: new Error(error) }
  if (error instanceof Error) return { kind: "fail", error }
  throw new InvalidArgumentError(
    `call ${callOf("failStep", name)}`,
    `the error is ${JSON.stringify(error) ?? typeof error}`,
    'Pass what the body throws: runner.failStep("charge", new CardDeclined()), or its message.',
  )
}

/** @throws {InvalidDurationError} */
export function toDelayAction(name: string | RegExp, duration: Duration): StepAction {
  const delayMs = toMilliseconds(duration, `the duration of ${callOf("delayStep", name)}`)
  return { kind: "delay", duration, delayMs }
}

/** @throws {InvalidArgumentError} */
export function toInterruption(
  name: string | RegExp,
  options: InterruptStepOptions = {},
): StepDouble {
  const call = `call ${callOf("interruptStep", name)}`
  assertKnownOptions(call, options, ["occurrence", "attempt", "when"])
  const { occurrence = 1, attempt = 1, when = "before" } = options
  if (when !== "before" && when !== "after") {
    throw new InvalidArgumentError(
      call,
      `when is ${JSON.stringify(when)}`,
      'Pass "before" or "after": whether the body has run when the invocation dies.',
    )
  }
  if (!isCount(attempt)) {
    const problem = `attempt is ${JSON.stringify(attempt)}`
    throw new InvalidArgumentError(call, problem, "Pass a whole number from 1.")
  }
  const scope = { occurrence, attempts: [attempt], times: 1 }
  return toStepDouble("interruptStep", name, { kind: "interrupt", when }, scope)
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1
}
