import { advise } from "../text/advice.ts"
import type { PendingOperation } from "../service/views/inspection.ts"
import { didYouMean } from "../text/did-you-mean.ts"
import { formatElapsed } from "../text/elapsed.ts"
import { DurableTestRunnerError, hideMember } from "../text/errors.ts"
import { explainFakeTimers } from "../world/invocation/kept-timers.ts"
import type { World } from "../world/world.ts"
import type { CallbackScript } from "./callbacks/callback-script.ts"
import { isOpen, type TrackedCallback } from "./callbacks/tracked-callback.ts"
import { adviceForCallback } from "./callback-advice.ts"
import type { Execution } from "./results/execution.ts"
import { describeLastFailure, notesOn } from "./results/failure-reason.ts"
import { labelOperations } from "./results/operation-labels.ts"
import { OPERATION_TEXTS } from "./results/operation-text.ts"
import type { ExternalSystems } from "./systems/external-systems.ts"

/** One operation that keeps an execution waiting. */
export interface BlockedOn {
  readonly type: string
  readonly name: string | undefined
  readonly operationId: string
  /** The call that would have unblocked it. */
  readonly unblockedBy: string
}

/** What stands outside of the execution, and has not done what it waits for. */
export interface BlockedWorld {
  readonly world: World
  readonly callbacks: readonly TrackedCallback[]
  readonly scripts: readonly CallbackScript[]
  readonly unused: readonly CallbackScript[]
  readonly systems: ExternalSystems
  /** The executions of the world, by ARN. */
  readonly describe: (arn: string) => Execution
}

/** The execution waits, and nothing is scheduled that would wake it. */
export class BlockedExecutionError extends DurableTestRunnerError {
  override readonly name = "BlockedExecutionError"
  /** The execution up to this point. */
  readonly execution: Execution
  readonly blockedOn: readonly BlockedOn[]

  /** @internal */
  constructor(execution: Execution, blocked: BlockedWorld) {
    const blocks = findBlocks(blocked)
    const names = blocks.map(({ on }) => on.name)
    const failure = describeLastFailure(execution)
    const hints = blocked.unused.map(({ call, name }) => {
      const meant = typeof name === "string" ? didYouMean(name, names) : ""
      return `  ${call} was scripted and no callback took it.${meant}`
    })
    const { elapsedMs } = blocked.world.clock
    super(
      "BLOCKED_EXECUTION",
      [
        ...(failure === "" ? [] : [`The last thing that failed is ${failure}.`]),
        ...notesOn(execution),
        `The execution cannot continue: at ${formatElapsed(elapsedMs)} virtual time it is waiting, and nothing is scheduled that would wake it.`,
        ...blocks.map(({ label, on }) => `  ${label}: ${on.unblockedBy}`),
        ...droppedTimersOf(blocked.world),
        ...[explainFakeTimers()].filter((text) => text !== ""),
        ...(hints.length === 0 ? [] : ["Scripts that were not used:", ...hints]),
      ].join("\n"),
    )
    this.execution = execution
    hideMember(this, "execution")
    this.blockedOn = blocks.map(({ on }) => on)
  }
}

/** A submitter cannot answer later by a timer: Lambda freezes what an invocation leaves behind. */
function droppedTimersOf({ service, log }: World): string[] {
  const running = service
    .executionArns()
    .filter((arn) => service.describeExecution(arn).status === "RUNNING")
  const delays = running.flatMap(
    (arn) =>
      log.records.findLast(({ durableExecutionArn }) => durableExecutionArn === arn)
        ?.droppedTimers ?? [],
  )
  const [first] = delays
  if (first === undefined) return []
  const which = delays.length === 1 ? "A timer of" : `${delays.length} timers, the first of`
  const after = formatElapsed(first).replace("+", "")
  return [
    `${which} ${after} never fired: the invocation that set it suspended, and its code does not continue ` +
      "after that, on AWS either. Code of the handler cannot answer a callback later: " +
      `${advise("answerAfter", { delayMs: String(first) })}.`,
  ]
}

interface Block {
  readonly label: string
  readonly on: BlockedOn
}

function findBlocks(blocked: BlockedWorld): Block[] {
  const { service } = blocked.world
  const arns = service.executionArns()
  const running = arns.filter((arn) => service.describeExecution(arn).status === "RUNNING")
  return running.flatMap((arn) => {
    const labels = labelsById(blocked.describe(arn))
    return service
      .pendingOperations(arn)
      .map((operation) => blockOf(operation, labels.get(operation.id), blocked))
  })
}

function labelsById({ operations }: Execution): ReadonlyMap<string, string> {
  const labels = labelOperations(operations)
  return new Map(operations.map((operation) => [operation.id, labels.get(operation) ?? ""]))
}

function blockOf(
  operation: PendingOperation,
  label: string | undefined,
  blocked: BlockedWorld,
): Block {
  const callback = blocked.callbacks.find(({ callbackId }) => callbackId === operation.callbackId)
  const type = OPERATION_TEXTS[operation.type].noun
  const name = callback?.name ?? operation.name
  const unblockedBy =
    callback === undefined || !isOpen(callback)
      ? OPERATION_TEXTS[operation.type].blockedBy(operation)
      : adviceForCallback(callback, blocked)
  return {
    label:
      name === undefined ? `${label ?? type} (without a name)` : `${type} ${JSON.stringify(name)}`,
    on: { type, name, operationId: operation.id, unblockedBy },
  }
}
