import { advise } from "../../text/advice.ts"
import { DurableTestRunnerError, hideMember } from "../../text/errors.ts"
import type { Execution } from "../results/execution.ts"
import { beginOfMessage } from "../results/failure-reason.ts"
import type { RemoteHandler } from "../../world/remote-handlers.ts"
import type { StepDouble } from "./step-double.ts"

/** The handler's SDK runs step bodies in a way that doubles cannot replace. */
export class DoublesNotInstalledError extends DurableTestRunnerError {
  override readonly name = "DoublesNotInstalledError"
  /** The execution when the first step ran without its double. */
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

/** A run ended without using a double. */
export class UnusedDoubleError extends DurableTestRunnerError {
  override readonly name = "UnusedDoubleError"
  readonly execution: Execution

  /** @internal */
  constructor(execution: Execution, reasons: readonly string[]) {
    super(
      "UNUSED_DOUBLE",
      `${beginOfMessage(execution, reasons.length === 1 ? "a step double was" : `${reasons.length} step doubles were`)} never used:\n` +
        `${reasons.map((reason) => `  ${reason}`).join("\n")}\n${advise("allowUnused")}`,
    )
    this.execution = execution
    hideMember(this, "execution")
  }
}
