import { DurableTestRunnerError } from "../simulation/errors.ts"
import type { CallbackLookup } from "./callback-lookup.ts"
import { didYouMean, listNames } from "./did-you-mean.ts"
import type { Execution } from "./execution.ts"
import { labelOf, type TrackedCallback } from "./tracked-callback.ts"

/** The execution ended, or cannot go on, and the callback never waited for an answer. */
export class CallbackNotReachedError extends DurableTestRunnerError {
  override readonly name = "CallbackNotReachedError"
  readonly execution: Execution

  constructor(
    execution: Execution,
    { name, occurrence }: CallbackLookup,
    callbacks: readonly TrackedCallback[],
  ) {
    const meant = typeof name === "string" ? JSON.stringify(name) : String(name)
    const which = occurrence === undefined ? meant : `${meant}, occurrence ${occurrence},`
    const namesake = callbacks.findLast((callback) => callback.name === name)
    const hint =
      typeof name === "string"
        ? didYouMean(
            name,
            callbacks.map((one) => one.name),
          )
        : ""
    const known =
      namesake !== undefined
        ? `Callback ${labelOf(namesake)} is ${namesake.status}.`
        : callbacks.length === 0
          ? "The handler created no callback."
          : `The handler created ${listNames([...new Set(callbacks.map((one) => one.name))])}.${hint}`
    const state = execution.status === "RUNNING" ? "cannot go on" : `ended ${execution.status}`
    super(
      "CALLBACK_NOT_REACHED",
      `The execution ${state}, and no callback ${which} waits for an answer. ${known}`,
    )
    this.execution = execution
  }
}

/** The execution ended, or cannot go on, and what was waited for did not come. */
export class NotReachedError extends DurableTestRunnerError {
  override readonly name = "NotReachedError"
  readonly execution: Execution

  constructor(execution: Execution) {
    const state = execution.status === "RUNNING" ? "cannot go on" : `ended ${execution.status}`
    super(
      "NOT_REACHED",
      `The execution ${state}, and what until() waits for never held. ` +
        `This is how far it came:\n${execution.timeline()}`,
    )
    this.execution = execution
  }
}

/** `result()` was called a second time. */
export class ExecutionTakenError extends DurableTestRunnerError {
  override readonly name = "ExecutionTakenError"

  constructor(arn: string) {
    super(
      "EXECUTION_TAKEN",
      `The result of ${arn} was taken already. result() runs the execution to its end, once: ` +
        "keep what it answers, or use snapshot().",
    )
  }
}

/** Two calls want to let the world run at the same time. */
export class WorldBusyError extends DurableTestRunnerError {
  override readonly name = "WorldBusyError"

  constructor(call: string) {
    super(
      "WORLD_BUSY",
      `Failed to call ${call}: the execution is running already. ` +
        "Await the call that lets it run (until..., advance, result) before the next one.",
    )
  }
}
