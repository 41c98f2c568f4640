import type { Event } from "@aws-sdk/client-lambda"
import type { DurableService } from "../service/durable-service.ts"
import type { Instant } from "../service/values/instant.ts"
import { rootOf } from "../runner/callbacks/root-execution.ts"
import type { WorldObserver } from "../world/invocation/world-observer.ts"

/** Follows what happens in the executions of a server. */
export interface ExecutionListener {
  started?(execution: ServedExecution): void
  happened?(execution: ServedExecution, event: Event): void
  ended?(execution: ServedExecution): void
}

export interface ServedExecution {
  readonly arn: string
  readonly functionName: string
  /** The execution that was started from outside, and that has led to this one. */
  readonly rootArn: string
  readonly startedAt: Instant
}

interface Followed extends ServedExecution {
  seenEvents: number
  isClosed: boolean
}

/** The executions of a server that are open. It tells of what is added to their histories. */
export class ServedExecutions implements WorldObserver {
  readonly #service: DurableService
  readonly #listeners: ExecutionListener[] = []
  readonly #open: Map<string, Followed> = new Map()
  /** The open executions that each root has led to. */
  readonly #trees: Map<string, Set<string>> = new Map()
  #found = 0

  constructor(service: DurableService) {
    this.#service = service
  }

  listen(listener: ExecutionListener): void {
    this.#listeners.push(listener)
  }

  serviceChanged(): void {
    if (this.#service.executionCount > this.#found) this.#find()
    for (const execution of this.#open.values()) this.#follow(execution)
  }

  /** When the service does something by itself to an execution that this root has led to. */
  nextDueOf(rootArn: string): Instant {
    let next = Infinity
    for (const arn of this.#trees.get(rootArn) ?? []) {
      const { timesOutAt, retryAt = Infinity } = this.#service.describeExecution(arn)
      next = Math.min(next, timesOutAt, retryAt)
      for (const { dueAt = Infinity } of this.#service.pendingOperations(arn)) {
        next = Math.min(next, dueAt)
      }
    }
    return next
  }

  #find(): void {
    for (const arn of this.#service.executionArns().slice(this.#found)) {
      this.#found++
      const { functionName, startTimestamp: startedAt } = this.#service.describeExecution(arn)
      const rootArn = rootOf(this.#service, arn)
      const execution = { arn, rootArn, functionName, startedAt, seenEvents: 0, isClosed: false }
      this.#open.set(arn, execution)
      const tree = this.#trees.get(rootArn) ?? new Set()
      this.#trees.set(rootArn, tree.add(arn))
      for (const listener of this.#listeners) listener.started?.(execution)
    }
  }

  #follow(execution: Followed): void {
    const { arn, seenEvents } = execution
    const service = this.#service
    if (service.eventCount(arn) > seenEvents) {
      const events = service.eventsSince(arn, seenEvents)
      execution.seenEvents += events.length
      for (const event of events) {
        for (const listener of this.#listeners) listener.happened?.(execution, event)
      }
    }
    if (!service.isClosed(arn)) return
    if (!execution.isClosed) this.#close(execution)
    // The end of its last invocation may be recorded later.
    if (service.describeExecution(arn).invocationInFlight === undefined) this.#open.delete(arn)
  }

  #close(execution: Followed): void {
    execution.isClosed = true
    const { arn, rootArn } = execution
    const tree = this.#trees.get(rootArn)
    tree?.delete(arn)
    if (tree?.size === 0) this.#trees.delete(rootArn)
    for (const listener of this.#listeners) listener.ended?.(execution)
  }
}
