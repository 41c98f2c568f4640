import { DurableTestRunnerError } from "../../text/errors.ts"
import { didYouMean, nameSome } from "../../text/did-you-mean.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import { isThenable, showValue } from "../../text/values/show-value.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"

/**
 * The test started a run while another run of the same runner is in progress: they would share its scripts.
 */
export class RunnerBusyError extends DurableTestRunnerError {
  override readonly name = "RunnerBusyError"

  /** @internal */
  constructor() {
    super(
      "RUNNER_BUSY",
      "Failed to start a run: this runner is running another one. " +
        "Await the first run, or make a DurableTestRunner for each: they do not see each other.",
    )
  }
}

/** No operation of the execution has this name. */
export class OperationNotFoundError extends DurableTestRunnerError {
  override readonly name = "OperationNotFoundError"

  /** @internal */
  constructor(
    selector: string,
    name: string | undefined,
    known: readonly (string | undefined)[],
    reason: string,
  ) {
    const why = reason === "" ? "" : `${reason}\n`
    super(
      "OPERATION_NOT_FOUND",
      `${why}The execution has no operation ${selector}.${whatItHas(name, known)}`,
    )
  }
}

function whatItHas(name: string | undefined, known: readonly (string | undefined)[]): string {
  const namesakes = known.filter((each) => each !== undefined && each === name).length
  if (namesakes > 0) {
    const have = namesakes === 1 ? "One operation has" : `${namesakes} operations have`
    return ` ${have} that name; the index of the first is 0.`
  }
  const names = [...new Set(known.filter((candidate) => candidate !== undefined))]
  if (names.length === 0) return " It has no named operations."
  return `${name === undefined ? "" : didYouMean(name, known)} It has ${nameSome(names)}.`
}

/** @throws {InvalidArgumentError} */
export function assertHandler(call: string, handler: unknown): asserts handler is LambdaHandler {
  if (typeof handler === "function") return
  throw new InvalidArgumentError(
    call,
    `the handler is ${describeHandler(handler)}`,
    "Pass the function that the Lambda exports: runner.run(handler, input).",
  )
}

function describeHandler(handler: unknown): string {
  const shown = showValue(handler)
  if (isThenable(handler)) return `${shown}, so an await may be missing`
  if (typeof handler === "string") return "a string"
  return hasHandler(handler) ? "an object with a member `handler` (a module?)" : shown
}

function hasHandler(value: unknown): boolean {
  try {
    return typeof value === "object" && value !== null && "handler" in value
  } catch {
    return false
  }
}
