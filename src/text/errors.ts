/**
 * Every error of this package that is not an error of the simulated service. The message says what
 * happened, where, and what to do; `code` is stable and safe to compare.
 */
export class DurableTestRunnerError extends Error {
  override readonly name: string = "DurableTestRunnerError"
  readonly code: string

  /** @internal */
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
