import type { DurableService } from "../../service/durable-service.ts"
import type { EventRecord } from "../../service/state/event-record.ts"
import { rootOf } from "./root-execution.ts"
import { isOpen, type TrackedCallback } from "./tracked-callback.ts"

export interface CallbackListener {
  created(callback: TrackedCallback): void
  /** The submitter of a `waitForCallback` has handed the callback id over. */
  submitted(callback: TrackedCallback): void
  closed(callback: TrackedCallback): void
  executionStarted(executionArn: string): void
  executionClosed(executionArn: string): void
}

interface KnownContext {
  readonly name: string | undefined
  readonly subType: string | undefined
  readonly parentId: string | undefined
}

interface FollowedExecution {
  readonly arn: string
  readonly rootArn: string
  seenEvents: number
  isOver: boolean
  readonly contexts: Map<string, KnownContext>
  /** By the id of the callback itself and by that of its `waitForCallback`. */
  readonly callbacks: Map<string, TrackedCallback>
}

/**
 * Follows the histories of all executions of a world, and knows every callback in them by its name.
 * The history says it all, so nothing of the service has to be asked twice.
 */
export class CallbackTracker {
  readonly callbacks: TrackedCallback[] = []
  readonly #service: DurableService
  readonly #listener: CallbackListener
  readonly #countsByRoot: boolean
  /** Those that may still have callbacks. */
  #executions: FollowedExecution[] = []
  #found = 0
  readonly #byCallbackId: Map<string, TrackedCallback> = new Map()
  readonly #occurrences: Map<string | undefined, Map<string | undefined, number>> = new Map()

  /** @param countsByRoot whether callbacks of a name are counted for each root, and not in the world. */
  constructor(service: DurableService, listener: CallbackListener, countsByRoot = false) {
    this.#service = service
    this.#listener = listener
    this.#countsByRoot = countsByRoot
  }

  find(callbackId: string): TrackedCallback | undefined {
    return this.#byCallbackId.get(callbackId)
  }

  /** Reads what has been added to the histories since the last call. */
  follow(): void {
    if (this.#service.executionCount > this.#found) this.#findExecutions()
    let hasOver = false
    for (const execution of this.#executions) {
      const count = this.#service.eventCount(execution.arn)
      while (execution.seenEvents < count) {
        const record = this.#service.eventRecord(execution.arn, execution.seenEvents++)
        if (record !== undefined) this.#read(execution, record)
      }
      hasOver ||= execution.isOver
    }
    // There may be thousands, most of them over.
    if (hasOver) this.#executions = this.#executions.filter(({ isOver }) => !isOver)
  }

  #findExecutions(): void {
    for (const arn of this.#service.executionArns().slice(this.#found)) {
      this.#found++
      const rootArn = rootOf(this.#service, arn)
      const known = { contexts: new Map(), callbacks: new Map() }
      this.#executions.push({ arn, rootArn, seenEvents: 0, isOver: false, ...known })
    }
  }

  #occurrenceOf({ rootArn }: FollowedExecution, name: string | undefined): number {
    const scope = this.#countsByRoot ? rootArn : undefined
    const counts = this.#occurrences.get(scope) ?? new Map<string | undefined, number>()
    this.#occurrences.set(scope, counts)
    const occurrence = (counts.get(name) ?? 0) + 1
    counts.set(name, occurrence)
    return occurrence
  }

  #read(execution: FollowedExecution, record: EventRecord): void {
    switch (record.fact.eventType) {
      case "ExecutionStarted":
        this.#listener.executionStarted(execution.arn)
        break
      case "ContextStarted":
        this.#enter(execution, record)
        break
      case "CallbackStarted":
        this.#create(execution, record)
        break
      case "StepSucceeded":
        this.#submit(execution, record)
        break
      case "CallbackSucceeded":
        this.#close(execution, record, "succeeded")
        break
      case "CallbackFailed":
        this.#close(execution, record, "failed")
        break
      case "CallbackTimedOut":
        this.#close(execution, record, "timed out")
        break
      case "ExecutionSucceeded":
      case "ExecutionFailed":
      case "ExecutionTimedOut":
      case "ExecutionStopped":
        this.#closeAll(execution)
        break
      default:
        break
    }
  }

  #enter({ contexts }: FollowedExecution, { subject }: EventRecord): void {
    if (subject === undefined) return
    const { id, name, subType, parentId } = subject
    contexts.set(id, { name, subType, parentId })
  }

  #create(execution: FollowedExecution, { at, subject, fact }: EventRecord): void {
    if (subject === undefined || fact.eventType !== "CallbackStarted") return
    const { id, parentId } = subject
    const parent = parentId === undefined ? undefined : execution.contexts.get(parentId)
    const isOfWaitForCallback = parent?.subType === "WaitForCallback"
    const name = subject.name ?? (isOfWaitForCallback ? parent.name : undefined)
    const occurrence = this.#occurrenceOf(execution, name)
    const callback: TrackedCallback = {
      callbackId: fact.callbackId,
      executionArn: execution.arn,
      rootArn: execution.rootArn,
      operationId: id,
      name,
      path: [...pathOf(execution, parentId), ...(isOfWaitForCallback ? [] : [subject.name ?? id])],
      occurrence,
      createdAt: at,
      waitForCallbackId: isOfWaitForCallback ? parentId : undefined,
      timeoutSeconds: fact.timeout,
      heartbeatTimeoutSeconds: fact.heartbeatTimeout,
      submittedAt: undefined,
      status: "pending",
    }
    this.callbacks.push(callback)
    this.#byCallbackId.set(callback.callbackId, callback)
    execution.callbacks.set(id, callback)
    if (callback.waitForCallbackId !== undefined) {
      execution.callbacks.set(callback.waitForCallbackId, callback)
    }
    this.#listener.created(callback)
  }

  /** The only step directly inside a `waitForCallback` is its submitter. */
  #submit(execution: FollowedExecution, { at, subject, fact }: EventRecord): void {
    if (subject?.parentId === undefined || fact.eventType !== "StepSucceeded") return
    // A retry without an error is a condition that polls on, and no submitter.
    if (fact.nextAttemptDelaySeconds !== undefined) return
    const callback = execution.callbacks.get(subject.parentId)
    if (callback === undefined || callback.waitForCallbackId !== subject.parentId) return
    callback.submittedAt = at
    this.#listener.submitted(callback)
  }

  #close(
    execution: FollowedExecution,
    { subject }: EventRecord,
    status: TrackedCallback["status"],
  ): void {
    const callback = subject === undefined ? undefined : execution.callbacks.get(subject.id)
    if (callback === undefined) return
    callback.status = status
    this.#listener.closed(callback)
  }

  #closeAll(execution: FollowedExecution): void {
    const { arn, callbacks } = execution
    execution.isOver = true
    for (const callback of new Set(callbacks.values())) {
      if (!isOpen(callback)) continue
      callback.status = "closed with its execution"
      this.#listener.closed(callback)
    }
    this.#listener.executionClosed(arn)
  }
}

function pathOf(execution: FollowedExecution, contextId: string | undefined): readonly string[] {
  const path: string[] = []
  for (let id = contextId; id !== undefined;) {
    const context = execution.contexts.get(id)
    path.unshift(context?.name ?? id)
    id = context?.parentId
  }
  return path
}
