import { DurableTestRunnerError, hideMember } from "../../text/errors.ts"
import { type CallbackLookup, isNamed } from "../callbacks/callback-lookup.ts"
import { didYouMean, listNames } from "../../text/did-you-mean.ts"
import type { Execution } from "../results/execution.ts"
import { describeEnd, describeLastFailure } from "../results/failure-reason.ts"
import { isHandedOver, labelOf, type TrackedCallback } from "../callbacks/tracked-callback.ts"

/** The execution ended, or cannot continue, before the callback waited for an answer. */
export class CallbackNotReachedError extends DurableTestRunnerError {
  override readonly name = "CallbackNotReachedError"
  readonly execution: Execution

  /** @internal */
  constructor(
    execution: Execution,
    { name, occurrence }: CallbackLookup,
    callbacks: readonly TrackedCallback[],
  ) {
    const meant = typeof name === "string" ? JSON.stringify(name) : String(name)
    const which = occurrence === undefined ? meant : `${meant} with occurrence ${occurrence}`
    const known = knownCallbacks(name, callbacks)
    super(
      "CALLBACK_NOT_REACHED",
      `${stateOf(execution)}, and no callback ${which} waits for an answer. ${known}`,
    )
    this.execution = execution
    hideMember(this, "execution")
  }
}

/** The execution ended, or cannot continue, before the awaited state was reached. */
export class NotReachedError extends DurableTestRunnerError {
  override readonly name = "NotReachedError"
  readonly execution: Execution

  /** @internal */
  constructor(execution: Execution) {
    super(
      "NOT_REACHED",
      `${stateOf(execution)}, and the predicate of until() never held. ` +
        `This is how far it came:\n${execution.timeline()}`,
    )
    this.execution = execution
    hideMember(this, "execution")
  }
}

/** The test called `result()` a second time. */
export class ExecutionTakenError extends DurableTestRunnerError {
  override readonly name = "ExecutionTakenError"

  /** @internal */
  constructor(arn: string) {
    super(
      "EXECUTION_TAKEN",
      `The result of ${arn} was taken already. result() runs the execution to its end, once: ` +
        "keep its return value, or use snapshot().",
    )
  }
}

/** The test called `run` while started executions are open. */
export class ExecutionsOpenError extends DurableTestRunnerError {
  override readonly name = "ExecutionsOpenError"

  /** @internal */
  constructor(arns: readonly string[]) {
    const what =
      arns.length === 1
        ? "an execution that was started is"
        : `${arns.length} executions that were started are`
    super(
      "EXECUTIONS_OPEN",
      `Failed to start a run: ${what} still open on this runner. ` +
        "Await its result(), stop() it, or make another DurableTestRunner: they do not see each other.",
    )
  }
}

/** Two calls let the world run at the same time. */
export class WorldBusyError extends DurableTestRunnerError {
  override readonly name = "WorldBusyError"

  /** @internal */
  constructor(call: string) {
    super(
      "WORLD_BUSY",
      `Failed to call ${call}: another call lets time pass already. ` +
        "Await each call that lets an execution run (until..., advance, runUntilIdle, result) before the next.",
    )
  }
}

function stateOf(execution: Execution): string {
  if (execution.status !== "RUNNING") return `The execution ${describeEnd(execution)}`
  const failure = describeLastFailure(execution)
  const why = failure === "" ? "" : `The last thing that failed is ${failure}.\n`
  return `${why}The execution cannot continue`
}

function knownCallbacks(name: string | RegExp, callbacks: readonly TrackedCallback[]): string {
  if (callbacks.length === 0) return "The handler created no callback."
  const namesakes = callbacks.filter((callback) => isNamed(callback, name))
  if (namesakes.length > 0) return namesakes.map(stateOfCallback).join(" ")
  const names = callbacks.map((callback) => callback.name)
  const hint = typeof name === "string" ? didYouMean(name, names) : ""
  return `The handler created ${listNames([...new Set(names)])}.${hint}`
}

function stateOfCallback(callback: TrackedCallback): string {
  const { occurrence, status } = callback
  const which = occurrence > 1 ? ` (occurrence ${occurrence})` : ""
  return `Callback ${labelOf(callback)}${which} ${predicateOf(callback, status)}.`
}

function predicateOf(callback: TrackedCallback, status: TrackedCallback["status"]): string {
  if (status === "pending") return isHandedOver(callback) ? "is pending" : "waits for its submitter"
  return status === "closed with its execution" ? `was ${status}` : `has ${status}`
}
