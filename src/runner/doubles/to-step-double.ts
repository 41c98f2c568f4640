import { duration, toMilliseconds } from "../../text/duration.ts"
import { fn, listOf, nameOrPattern, oneOf, wholeNumber } from "../../text/option-kinds.ts"
import { type OptionSpec, readArgument, readOptions, wrongValue } from "../../text/options.ts"
import { callOf } from "../callbacks/script-options.ts"
import type {
  InterruptStepOptions,
  StepAction,
  StepDouble,
  StepDoubleOptions,
  StepMock,
} from "./step-double.ts"

const STEP_DOUBLE_OPTIONS: OptionSpec<StepDoubleOptions> = {
  occurrence: wholeNumber({ least: 1 }),
  attempts: listOf(
    wholeNumber({ least: 1, advice: "The first attempt is 1." }),
    "Pass a list of attempts; the first is 1.",
  ),
  times: wholeNumber({ least: 1, orInfinity: true }),
}

const INTERRUPT_OPTIONS: OptionSpec<InterruptStepOptions> = {
  occurrence: wholeNumber({ least: 1 }),
  attempt: wholeNumber({ least: 1 }),
  when: oneOf(["before", "after"], ": whether the body has run when the invocation dies"),
}

const STEP_NAME = nameOrPattern(
  "Pass the name that the handler gave to context.step, or a pattern for it.",
)

const MOCK = fn<StepMock>(
  'Pass a function that stands in for the body: runner.mockStep("charge", () => ({ paid: true })).',
)

/** @throws {InvalidArgumentError} */
export function toStepDouble(
  method: string,
  name: unknown,
  action: StepAction,
  options: unknown,
): StepDouble {
  const read = readArgument(`call ${method}`, "the step's name", name, STEP_NAME)
  const call = callOf(method, name)
  const {
    occurrence,
    attempts,
    times = Infinity,
  } = readOptions(`call ${call}`, options, STEP_DOUBLE_OPTIONS)
  return { call, name: read, action, occurrence, attempts, times, calls: [] }
}

/** @throws {InvalidArgumentError} */
export function toMockAction(name: unknown, mock: unknown): StepAction {
  const call = `call ${callOf("mockStep", name)}`
  return { kind: "mock", mock: readArgument(call, "the mock", mock, MOCK) }
}

/** @throws {InvalidArgumentError} */
export function toFailAction(name: unknown, error: unknown): StepAction {
  if (typeof error === "string") return { kind: "fail", error: new Error(error) }
  if (error instanceof Error) return { kind: "fail", error }
  throw wrongValue(
    { call: `call ${callOf("failStep", name)}`, path: "the error" },
    error,
    'Pass the error that the body throws: runner.failStep("charge", new CardDeclined()), or its message.',
  )
}

/** @throws {InvalidDurationError} */
export function toDelayAction(name: unknown, given: unknown): StepAction {
  const place = { call: `call ${callOf("delayStep", name)}`, path: "the duration" }
  const read = duration(given, place)
  return { kind: "delay", duration: read, delayMs: toMilliseconds(read, place) }
}

/** @throws {InvalidArgumentError} */
export function toInterruption(name: unknown, options: unknown): StepDouble {
  const method = "interruptStep"
  const call = `call ${callOf(method, name)}`
  const read = readOptions(call, options, INTERRUPT_OPTIONS)
  const { occurrence = 1, attempt = 1, when = "before" } = read
  const scope = { occurrence, attempts: [attempt], times: 1 }
  return toStepDouble(method, name, { kind: "interrupt", when }, scope)
}
