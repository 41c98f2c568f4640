import { DurableTestRunnerError, hideMember } from "../../text/errors.ts"
import type { Execution } from "./execution.ts"
import { describeEnd, notesOn } from "./failure-reason.ts"
import { renderTimeline } from "./timeline.ts"

const MOST_ROWS = 60

/** A test expected an execution to succeed, and it did not. */
export class ExecutionFailedError extends DurableTestRunnerError {
  override readonly name = "ExecutionFailedError"
  readonly execution: Execution

  /** @internal */
  constructor(execution: Execution) {
    const thrown = execution.invocations.at(-1)?.thrown
    super(
      "EXECUTION_FAILED",
      [
        `The execution ${describeEnd(execution)}.`,
        ...notesOn(execution),
        "This is what happened:",
        renderTimeline(execution, { limit: MOST_ROWS }),
      ].join("\n"),
      ...(thrown === undefined ? [] : [{ cause: thrown }]),
    )
    this.execution = execution
    hideMember(this, "execution")
  }
}
