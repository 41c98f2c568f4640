import { DurableTestRunnerError } from "../../text/errors.ts"
import { didYouMean } from "../../text/did-you-mean.ts"

/** A call that cannot mean anything: a wrong type, an option that does not exist. */
export class InvalidArgumentError extends DurableTestRunnerError {
  override readonly name = "InvalidArgumentError"

  /** @internal */
  constructor(call: string, problem: string, advice: string) {
    super("INVALID_ARGUMENT", `Failed to ${call}: ${problem}. ${advice}`)
  }
}

/** Two runs on one runner at the same time would share its scripts. */
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

/** A name that no operation of an execution has. */
export class OperationNotFoundError extends DurableTestRunnerError {
  override readonly name = "OperationNotFoundError"

  /** @internal */
  constructor(selector: string, name: string | undefined, known: readonly (string | undefined)[]) {
    const hint = name === undefined ? "" : didYouMean(name, known)
    const names = [...new Set(known.filter((candidate) => candidate !== undefined))]
    const listed =
      names.length === 0
        ? "It has no named operations."
        : `It has ${names.map((candidate) => JSON.stringify(candidate)).join(", ")}.`
    super("OPERATION_NOT_FOUND", `The execution has no operation ${selector}.${hint} ${listed}`)
  }
}

/** Refuses options that do not exist: a misspelt one would silently do nothing. */
export function assertKnownOptions(
  call: string,
  options: object | undefined,
  known: readonly string[],
): void {
  if (options === undefined) return
  if (typeof options !== "object" || options === null) {
    throw new InvalidArgumentError(call, `its options are ${String(options)}`, "Pass an object.")
  }
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue
    throw new InvalidArgumentError(
      call,
      `there is no option ${JSON.stringify(option)}`,
      `The options are ${known.join(", ")}.${didYouMean(option, known)}`,
    )
  }
}

/** @throws {InvalidArgumentError} */
export function assertHandler(call: string, handler: unknown): void {
  if (typeof handler === "function") return
  const got =
    typeof handler === "object" && handler !== null && "handler" in handler
      ? "the handler is an object with a member `handler` (a module?)"
      : `the handler is ${handler === null || handler === undefined ? String(handler) : `a ${typeof handler}`}`
  throw new InvalidArgumentError(
    call,
    got,
    "Pass the function that the Lambda exports: runner.run(handler, input).",
  )
}
