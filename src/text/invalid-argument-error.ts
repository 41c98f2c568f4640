import { DurableTestRunnerError } from "./errors.ts"

/** A call has a wrong argument: a wrong type, or an unknown option. */
export class InvalidArgumentError extends DurableTestRunnerError {
  override readonly name = "InvalidArgumentError"

  constructor(call: string, problem: string, advice: string, options?: ErrorOptions) {
    super("INVALID_ARGUMENT", `Failed to ${call}: ${problem}. ${advice}`, options)
  }
}
