import { DurableTestRunnerError } from "../../text/errors.ts"
import type { Execution } from "../results/execution.ts"
import { beginOfMessage } from "../results/failure-reason.ts"
import type { StepDouble } from "./step-double.ts"

/** Step doubles need the SDK's plugin, and the handler was wrapped without it. */
export class DoublesNotInstalledError extends DurableTestRunnerError {
  override readonly name = "DoublesNotInstalledError"
  /** As it stood when the first step went past the doubles. */
  readonly execution: Execution

  /** @internal */
  constructor(execution: Execution, doubles: readonly StepDouble[]) {
    super(
      "DOUBLES_NOT_INSTALLED",
      `${doubles.map(({ call }) => call).join(" and ")} can do nothing: "${execution.functionName}" was ` +
        "wrapped by withDurableExecution before the runner's plugin was there, or its SDK is older than 2.3. " +
        'Import "durable-test-runner/register" before the handler: in vitest, ' +
        'test: { setupFiles: ["durable-test-runner/register"] }.',
    )
    this.execution = execution
  }
}

/** A double that stood in for nothing: the test says something that did not happen. */
export class UnusedDoubleError extends DurableTestRunnerError {
  override readonly name = "UnusedDoubleError"
  readonly execution: Execution

  /** @internal */
  constructor(execution: Execution, reasons: readonly string[]) {
    super(
      "UNUSED_DOUBLE",
      `${beginOfMessage(execution, reasons.length === 1 ? "a step double was" : `${reasons.length} step doubles were`)} never used:\n` +
        `${reasons.map((reason) => `  ${reason}`).join("\n")}\n` +
        "Pass { allowUnusedScripts: true } to the runner if that is intended.",
    )
    this.execution = execution
  }
}
