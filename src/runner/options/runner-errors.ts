import { DurableTestRunnerError } from "../../text/errors.ts"
import { didYouMean } from "../../text/did-you-mean.ts"
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
    const hint = name === undefined ? "" : didYouMean(name, known)
    const names = [...new Set(known.filter((candidate) => candidate !== undefined))]
    const listed =
      names.length === 0
        ? "It has no named operations."
        : `It has ${names.map((candidate) => JSON.stringify(candidate)).join(", ")}.`
    const why = reason === "" ? "" : `${reason}\n`
    const message = `${why}The execution has no operation ${selector}.${hint} ${listed}`
    super("OPERATION_NOT_FOUND", message)
  }
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
