import type { Event } from "@aws-sdk/client-lambda"
import type { DurableService } from "../service/durable-service.ts"
import { isOpen, type TrackedCallback } from "./tracked-callback.ts"

export interface CallbackListener {
  created(callback: TrackedCallback): void
  /** The submitter of a `waitForCallback` has handed the callback id over. */
  submitted(callback: TrackedCallback): void
  closed(callback: TrackedCallback): void
}

interface KnownContext {
  readonly name: string | undefined
  readonly subType: string | undefined
  readonly parentId: string | undefined
}

interface FollowedExecution {
  seenEvents: number
  readonly contexts: Map<string, KnownContext>
}

/**
 * Follows the histories of all executions of a world, and knows every callback in them by its name.
 * The history says it all, so nothing of the service has to be asked twice.
 */
export class CallbackTracker {
  readonly callbacks: TrackedCallback[] = []
  readonly #service: DurableService
  readonly #listener: CallbackListener
  readonly #executions: Map<string, FollowedExecution> = new Map()
  readonly #byOperation: Map<string, TrackedCallback> = new Map()
  readonly #occurrences: Map<string | undefined, number> = new Map()

  constructor(service: DurableService, listener: CallbackListener) {
    this.#service = service
    this.#listener = listener
  }

  find(callbackId: string): TrackedCallback | undefined {
    return this.callbacks.find((callback) => callback.callbackId === callbackId)
  }

  /** Reads what has been added to the histories since the last call. */
  follow(): void {
    for (const arn of this.#service.executionArns()) {
      const execution = this.#executionOf(arn)
      if (this.#service.eventCount(arn) === execution.seenEvents) continue
      const events = this.#service.eventsSince(arn, execution.seenEvents)
      execution.seenEvents += events.length
      for (const event of events) this.#read(arn, execution, event)
    }
  }

  #executionOf(arn: string): FollowedExecution {
    let execution = this.#executions.get(arn)
    if (execution === undefined) {
      execution = { seenEvents: 0, contexts: new Map() }
      this.#executions.set(arn, execution)
    }
    return execution
  }

  #read(arn: string, execution: FollowedExecution, event: Event): void {
    switch (event.EventType) {
      case "ContextStarted":
        execution.contexts.set(event.Id ?? "", {
          name: event.Name,
          subType: event.SubType,
          parentId: event.ParentId,
        })
        break
      case "CallbackStarted":
        this.#create(arn, execution, event)
        break
      case "StepSucceeded":
        this.#submit(arn, event)
        break
      case "CallbackSucceeded":
        this.#close(arn, event, "succeeded")
        break
      case "CallbackFailed":
        this.#close(arn, event, "failed")
        break
      case "CallbackTimedOut":
        this.#close(arn, event, "timed out")
        break
      case "ExecutionSucceeded":
      case "ExecutionFailed":
      case "ExecutionTimedOut":
      case "ExecutionStopped":
        this.#closeAll(arn)
        break
      default:
        break
    }
  }

  #create(arn: string, execution: FollowedExecution, event: Event): void {
    const details = event.CallbackStartedDetails
    const parent = execution.contexts.get(event.ParentId ?? "")
    const isOfWaitForCallback = parent?.subType === "WaitForCallback"
    const name = event.Name ?? (isOfWaitForCallback ? parent.name : undefined)
    const occurrence = (this.#occurrences.get(name) ?? 0) + 1
    this.#occurrences.set(name, occurrence)
    const callback: TrackedCallback = {
      callbackId: details?.CallbackId ?? "",
      executionArn: arn,
      operationId: event.Id ?? "",
      name,
      path: pathOf(execution, event, isOfWaitForCallback),
      occurrence,
      createdAt: event.EventTimestamp?.getTime() ?? 0,
      waitForCallbackId: isOfWaitForCallback ? event.ParentId : undefined,
      timeoutSeconds: details?.Timeout,
      heartbeatTimeoutSeconds: details?.HeartbeatTimeout,
      submittedAt: undefined,
      status: "pending",
    }
    this.callbacks.push(callback)
    this.#byOperation.set(`${arn} ${callback.operationId}`, callback)
    if (callback.waitForCallbackId !== undefined) {
      this.#byOperation.set(`${arn} ${callback.waitForCallbackId}`, callback)
    }
    this.#listener.created(callback)
  }

  /** The only step directly inside a `waitForCallback` is its submitter. */
  #submit(arn: string, event: Event): void {
    // A retry without an error is a condition that polls on, and no submitter.
    if (event.StepSucceededDetails?.RetryDetails?.NextAttemptDelaySeconds !== undefined) return
    const callback = this.#byOperation.get(`${arn} ${event.ParentId}`)
    if (callback === undefined || callback.waitForCallbackId !== event.ParentId) return
    callback.submittedAt = event.EventTimestamp?.getTime() ?? 0
    this.#listener.submitted(callback)
  }

  #close(arn: string, event: Event, status: TrackedCallback["status"]): void {
    const callback = this.#byOperation.get(`${arn} ${event.Id}`)
    if (callback === undefined) return
    callback.status = status
    this.#listener.closed(callback)
  }

  #closeAll(arn: string): void {
    for (const callback of this.callbacks) {
      if (callback.executionArn !== arn || !isOpen(callback)) continue
      callback.status = "closed with its execution"
      this.#listener.closed(callback)
    }
  }
}

function pathOf(
  execution: FollowedExecution,
  event: Event,
  isOfWaitForCallback: boolean,
): readonly string[] {
  const path: string[] = isOfWaitForCallback ? [] : [event.Name ?? event.Id ?? ""]
  let parentId = event.ParentId
  while (parentId !== undefined) {
    const context = execution.contexts.get(parentId)
    path.unshift(context?.name ?? parentId)
    parentId = context?.parentId
  }
  return path
}
