import { DurableTestRunnerError, hideMember } from "../../text/errors.ts"
import type { Execution } from "../results/execution.ts"
import { beginOfMessage } from "../results/failure-reason.ts"
import type { RemoteHandler } from "../../world/remote-handlers.ts"
import type { StepDouble } from "./step-double.ts"

/** The handler's SDK runs the bodies of steps where no double can stand in for them. */
export class DoublesNotInstalledError extends DurableTestRunnerError {
  override readonly name = "DoublesNotInstalledError"
  /** As it stood when the first step went past the doubles. */
  readonly execution: Execution

  /** @internal */
  constructor(
    execution: Execution,
    doubles: readonly StepDouble[],
    remote: RemoteHandler | undefined,
  ) {
    const reason =
      remote === undefined
        ? `the SDK in "${execution.functionName}" ` +
          "does not run the bodies of its steps in an AsyncLocalStorage of node:async_hooks, as every version " +
          "of @aws/durable-execution-sdk-js does on Node. " +
          "Does the test replace node:async_hooks, or the SDK, by a mock of its own?"
        : `the steps of "${execution.functionName}" run in another process (${remote.command}). ` +
          "Let that reach a fake instead: pass its address by env, an option of remoteFunction."
    super(
      "DOUBLES_NOT_INSTALLED",
      `${doubles.map(({ call }) => call).join(" and ")} can do nothing: ${reason}`,
    )
    this.execution = execution
    hideMember(this, "execution")
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
    hideMember(this, "execution")
  }
}
