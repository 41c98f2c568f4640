import { DurableTestRunnerError } from "../text/errors.ts"

/** The command line cannot mean anything: a file that is not there, a text that is not JSON. */
export class UsageError extends DurableTestRunnerError {
  override readonly name = "UsageError"

  constructor(message: string, options?: ErrorOptions) {
    super("USAGE", message, options)
  }
}
