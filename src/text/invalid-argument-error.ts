import { DurableTestRunnerError } from "./errors.ts"

/** A call that cannot mean anything: a wrong type, an option that does not exist. */
export class InvalidArgumentError extends DurableTestRunnerError {
  override readonly name = "InvalidArgumentError"

  constructor(call: string, problem: string, advice: string, options?: ErrorOptions) {
    super("INVALID_ARGUMENT", `Failed to ${call}: ${problem}. ${advice}`, options)
  }
}
