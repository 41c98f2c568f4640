import type { Event, Operation } from "@aws-sdk/client-lambda"
import { expect } from "vitest"
import type { DurableService } from "../../../src/service/durable-service.ts"

type View = Map<string, string>

/**
 * What a test has seen of one execution, and the invariants of section 14 that follow from it. It
 * computes nothing from the service's own counters or lists: only from operations, events and answers.
 */
export class ObservedExecution {
  readonly arn: string
  readonly #service: DurableService
  /** The operations as the handler knows them. */
  readonly #view: View = new Map()
  /** The request id of the invocation in flight. */
  #inFlight: string | undefined
  #endedInvocations = 0
  #wasClosed = false
  #eventsAtClose = 0
  /** How many STARTs of a STEP were accepted, by id. */
  readonly acceptedStarts: Map<string, number> = new Map()
  readonly #terminal: View = new Map()
  readonly #readyNotBefore: Map<string, number> = new Map()

  constructor(service: DurableService, arn: string) {
    this.#service = service
    this.arn = arn
  }

  get operations(): readonly Operation[] {
    return this.#service.operations(this.arn)
  }

  get events(): readonly Event[] {
    return this.#service.events(this.arn)
  }

  get isClosed(): boolean {
    return this.#service.describeExecution(this.arn).status !== "RUNNING"
  }

  /** Operations that changed since the handler was told. */
  untold(): string[] {
    return this.operations
      .filter((operation) => this.#view.get(operation.Id ?? "") !== JSON.stringify(operation))
      .map(({ Id }) => Id ?? "")
  }

  hasPending(): boolean {
    return this.operations.some(({ Type, Status }) =>
      Type === "STEP"
        ? Status === "PENDING"
        : Status === "STARTED" && Type !== "CONTEXT" && Type !== "EXECUTION",
    )
  }

  /** Invariants 2, 5, 9 and 10 at the beginning of an invocation. */
  began(requestId: string, given: readonly Operation[], updatedIds: readonly string[]): void {
    expect(this.#inFlight, "two invocations at once").toBeUndefined()
    expect(this.isClosed, "an invocation after the close").toBe(false)
    const visible = withoutPruned(this.operations)
    expect(given).toStrictEqual(visible)
    const news = this.#view.size === 0 ? [] : this.untold()
    expect(updatedIds).toEqual(visible.map(({ Id }) => Id ?? "").filter((id) => news.includes(id)))
    this.#inFlight = requestId
    this.#remember(this.operations)
  }

  /** Invariant 5 at a checkpoint: all that changed, and nothing else. */
  answered(delta: readonly Operation[]): void {
    expect(delta.map(({ Id }) => Id)).toEqual(this.untold())
    this.#remember(delta)
    expect(this.untold()).toEqual([])
  }

  ended(): void {
    this.#inFlight = undefined
    this.#endedInvocations++
  }

  #remember(operations: readonly Operation[]): void {
    for (const each of operations) this.#view.set(each.Id ?? "", JSON.stringify(each))
  }

  /** The invariants that hold at all times. */
  check(): void {
    const { events, operations } = this
    this.#checkOrder(events)
    this.#checkClose(events)
    this.#checkOperations(operations, events)
    this.#checkTimes(operations, events)
    this.#checkChildren(operations)
    expect(count(events, "InvocationCompleted")).toBe(this.#endedInvocations)
    expect(this.#service.describeExecution(this.arn).invocationInFlight).toBe(this.#inFlight)
    const started = operations.filter(({ Type, Status }) => Type === "STEP" && Status === "STARTED")
    expect(this.#service.startedStepCount(this.arn)).toBe(started.length)
  }

  /** Section 7: a child that has closed has told its parent. */
  #checkChildren(operations: readonly Operation[]): void {
    if (this.isClosed) return
    for (const { Id = "", Status } of operations) {
      const child = this.#service.childExecution(this.arn, Id)
      if (child === undefined) continue
      const { status } = this.#service.describeExecution(child)
      expect(Status).toBe(status === "RUNNING" ? "STARTED" : status)
    }
  }

  /** Invariant 1, first half. */
  #checkOrder(events: readonly Event[]): void {
    expect(events.map(({ EventId }) => EventId)).toEqual(events.map((_, index) => index + 1))
    const times = events.map(({ EventTimestamp }) => EventTimestamp?.getTime() ?? Number.NaN)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(events[0]?.EventType).toBe("ExecutionStarted")
    expect(count(events, "ExecutionStarted")).toBe(1)
    expect(this.#service.eventCount(this.arn)).toBe(events.length)
  }

  /** Invariants 1, second half, and 9. */
  #checkClose(events: readonly Event[]): void {
    const closing = events.filter(({ EventType }) => isClosing(EventType))
    expect(closing.length).toBeLessThanOrEqual(1)
    const snapshot = this.#service.describeExecution(this.arn)
    if (!this.isClosed) {
      expect(closing).toEqual([])
      expect(this.#wasClosed).toBe(false)
      return
    }
    if (!this.#wasClosed) this.#eventsAtClose = events.length
    this.#wasClosed = true
    expect(snapshot.hasPendingInvocation).toBe(false)
    expect(snapshot).not.toHaveProperty("retryAt")
    const after = events.slice(this.#eventsAtClose)
    for (const { EventType } of after) {
      expect(EventType === "InvocationCompleted" || isClosing(EventType)).toBe(true)
    }
    expect(count(after, "InvocationCompleted")).toBeLessThanOrEqual(1)
    if (this.#inFlight === undefined) expect(closing).toHaveLength(1)
    const types = events.map(({ EventType }) => EventType ?? "")
    const last = types.at(-1)
    if (closing.length === 1 && !isClosing(last)) {
      expect(types.slice(-2)[0]).toSatisfy(isClosing)
      expect(last).toBe("InvocationCompleted")
    }
  }

  /** Invariants 3, 6, 7 and 11. */
  #checkOperations(operations: readonly Operation[], events: readonly Event[]): void {
    for (const operation of operations) {
      const { Id = "", Type, Status = "STARTED", StepDetails } = operation
      const text = JSON.stringify(operation)
      const own = events.filter((event) => event.Id === Id)
      if (this.#terminal.has(Id)) expect(text).toBe(this.#terminal.get(Id))
      else if (!["STARTED", "PENDING", "READY"].includes(Status)) this.#terminal.set(Id, text)
      if (Type === "STEP") {
        const attempts = count(own, "StepSucceeded") + count(own, "StepFailed")
        expect(StepDetails?.Attempt).toBe(attempts)
        expect(count(own, "StepStarted")).toBe(this.acceptedStarts.get(Id) ?? 0)
      }
      if (Type === "CALLBACK") {
        const ends = own.filter(({ EventType }) => EventType !== "CallbackStarted")
        expect(ends).toHaveLength(Status === "STARTED" ? 0 : 1)
      }
    }
  }

  /** Invariant 8. */
  #checkTimes(operations: readonly Operation[], events: readonly Event[]): void {
    for (const { Id = "", Type, Status, WaitDetails, StepDetails } of operations) {
      if (Type === "WAIT" && Status === "SUCCEEDED") {
        const fired = events.find(
          ({ EventType, Id: id }) => EventType === "WaitSucceeded" && id === Id,
        )
        const end = WaitDetails?.ScheduledEndTimestamp?.getTime()
        expect(fired?.EventTimestamp?.getTime()).toBeGreaterThanOrEqual(end ?? Infinity)
      }
      const next = StepDetails?.NextAttemptTimestamp?.getTime()
      expect(next !== undefined).toBe(Type === "STEP" && Status === "PENDING")
      if (next !== undefined) this.#readyNotBefore.set(Id, next)
    }
  }

  /** The instant before which a step must not be READY. */
  checkReady(now: number): void {
    for (const { Id = "", Status } of this.operations) {
      const earliest = this.#readyNotBefore.get(Id)
      if (Status === "READY") expect(now).toBeGreaterThanOrEqual(earliest ?? Infinity)
    }
  }

  /** The earliest instant at which this execution does something by itself. */
  earliestDue(): number {
    const snapshot = this.#service.describeExecution(this.arn)
    if (this.isClosed) return Infinity
    const operations = this.operations.map(({ Status, Type, WaitDetails, StepDetails }) => {
      if (Type === "WAIT" && Status === "STARTED") {
        return WaitDetails?.ScheduledEndTimestamp?.getTime() ?? Infinity
      }
      return StepDetails?.NextAttemptTimestamp?.getTime() ?? Infinity
    })
    const callbacks = this.#service
      .callbacks(this.arn)
      .flatMap(({ totalDeadline, heartbeatDeadline }) => [
        totalDeadline ?? Infinity,
        heartbeatDeadline ?? Infinity,
      ])
    const own = [snapshot.timesOutAt, snapshot.retryAt ?? Infinity]
    return Math.min(...operations, ...callbacks, ...own)
  }
}

/** Section 4.4, written the slow and obvious way. */
function withoutPruned(operations: readonly Operation[]): Operation[] {
  const byId = new Map(operations.map((operation) => [operation.Id, operation]))
  const isHidden = ({ ParentId }: Operation): boolean => {
    const parent = ParentId === undefined ? undefined : byId.get(ParentId)
    if (parent === undefined) return false
    const isCompleted = parent.Status === "SUCCEEDED" || parent.Status === "FAILED"
    const hides = isCompleted && parent.ContextDetails?.ReplayChildren !== true
    return hides || isHidden(parent)
  }
  return operations.filter((operation) => !isHidden(operation))
}

function isClosing(type: string | undefined): boolean {
  return /^Execution(Succeeded|Failed|TimedOut|Stopped)$/.test(type ?? "")
}

function count(events: readonly Event[], type: string): number {
  return events.filter(({ EventType }) => EventType === type).length
}
