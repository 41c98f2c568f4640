import type { PendingOperation } from "../service/views/inspection.ts"
import { formatElapsed } from "../text/elapsed.ts"
import { DurableTestRunnerError } from "../text/errors.ts"
import type { World } from "../world/world.ts"
import { OPERATION_TEXTS } from "./results/operation-text.ts"
import type { Execution } from "./results/execution.ts"
import type { TrackedCallback } from "./callbacks/tracked-callback.ts"
import type { CallbackScript } from "./callbacks/callback-script.ts"
import { didYouMean } from "../text/did-you-mean.ts"

/** What an execution waits for that will never come. */
export interface BlockedOn {
  readonly type: string
  readonly name: string | undefined
  readonly operationId: string
  /** The call that would have unblocked it. */
  readonly unblockedBy: string
}

/** The execution waits for something that nobody will do. */
export class BlockedExecutionError extends DurableTestRunnerError {
  override readonly name = "BlockedExecutionError"
  /** The run as far as it came: nothing of it is lost. */
  readonly execution: Execution
  readonly blockedOn: readonly BlockedOn[]

  /** @internal */
  constructor(
    world: World,
    execution: Execution,
    callbacks: readonly TrackedCallback[],
    unused: readonly CallbackScript[],
  ) {
    const blockedOn = findBlocks(world, callbacks)
    const lines = blockedOn.map(
      ({ type, name, operationId, unblockedBy }) =>
        `  ${type} ${name === undefined ? `(unnamed, operation ${operationId})` : JSON.stringify(name)}: ${unblockedBy}`,
    )
    const hints = unused.map(({ call, name }) => {
      const meant =
        typeof name === "string"
          ? didYouMean(
              name,
              blockedOn.map((on) => on.name),
            )
          : ""
      return `  ${call} was scripted and no callback took it.${meant}`
    })
    super(
      "BLOCKED_EXECUTION",
      [
        `The execution cannot go on: at ${formatElapsed(world.clock.elapsedMs)} virtual time it waits for what nobody will do.`,
        ...lines,
        ...(hints.length === 0 ? [] : ["Scripts that were not used:", ...hints]),
      ].join("\n"),
    )
    this.execution = execution
    this.blockedOn = blockedOn
  }
}

function findBlocks(world: World, callbacks: readonly TrackedCallback[]): BlockedOn[] {
  return world.service
    .executionArns()
    .filter((arn) => world.service.describeExecution(arn).status === "RUNNING")
    .flatMap((arn) => world.service.pendingOperations(arn))
    .map((operation) => blockOf(operation, callbacks))
}

function blockOf(operation: PendingOperation, callbacks: readonly TrackedCallback[]): BlockedOn {
  const callback = callbacks.find(({ callbackId }) => callbackId === operation.callbackId)
  const name = callback?.name ?? operation.name
  return {
    type: OPERATION_TEXTS[operation.type].noun,
    name,
    operationId: operation.id,
    unblockedBy: adviceFor(operation, callback),
  }
}

function adviceFor(operation: PendingOperation, callback: TrackedCallback | undefined): string {
  if (callback === undefined) return OPERATION_TEXTS[operation.type].blockedBy(operation)
  const argument = JSON.stringify(callback.name ?? callback.path.join("/"))
  const notSubmitted =
    callback.waitForCallbackId !== undefined && callback.submittedAt === undefined
      ? " (its submitter has not succeeded)"
      : ""
  return (
    `call runner.completeCallback(${argument}, value) or runner.failCallback(${argument}, error) before the run, ` +
    `or give it a time-out in the handler${notSubmitted}`
  )
}
