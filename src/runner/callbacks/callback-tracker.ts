import type { DurableService } from "../../service/durable-service.ts"
import type { EventRecord } from "../../service/state/event-record.ts"
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
  seenEvents: number
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
  readonly #executions: FollowedExecution[] = []
  readonly #byCallbackId: Map<string, TrackedCallback> = new Map()
  readonly #occurrences: Map<string | undefined, number> = new Map()

  constructor(service: DurableService, listener: CallbackListener) {
    this.#service = service
    this.#listener = listener
  }

  find(callbackId: string): TrackedCallback | undefined {
    return this.#byCallbackId.get(callbackId)
  }

  /** Reads what has been added to the histories since the last call. */
  follow(): void {
    if (this.#service.executionCount > this.#executions.length) this.#findExecutions()
    for (const execution of this.#executions) {
      const count = this.#service.eventCount(execution.arn)
      while (execution.seenEvents < count) {
        const record = this.#service.eventRecord(execution.arn, execution.seenEvents++)
        if (record !== undefined) this.#read(execution, record)
      }
    }
  }

  #findExecutions(): void {
    for (const arn of this.#service.executionArns().slice(this.#executions.length)) {
      const contexts = new Map<string, KnownContext>()
      this.#executions.push({ arn, seenEvents: 0, contexts, callbacks: new Map() })
    }
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
    const occurrence = (this.#occurrences.get(name) ?? 0) + 1
    this.#occurrences.set(name, occurrence)
    const callback: TrackedCallback = {
      callbackId: fact.callbackId,
      executionArn: execution.arn,
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

  #closeAll({ arn, callbacks }: FollowedExecution): void {
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
