import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { World } from "../../world/world.ts"
import { type CallbackLookup, findCallback } from "../callbacks/callback-lookup.ts"
import { type CallbackScript, isMeantFor } from "../callbacks/callback-script.ts"
import type { CallbackTracker } from "../callbacks/callback-tracker.ts"
import { rootOf } from "../callbacks/root-execution.ts"
import { callOf } from "../callbacks/script-options.ts"
import { WorldBusyError } from "./step-by-step-errors.ts"
import type { SuspensionGate } from "../callbacks/suspension-gate.ts"
import { isHandedOver, isOpen, type TrackedCallback } from "../callbacks/tracked-callback.ts"

/** Lets a world go on in pieces, for the executions that the test has started in it. */
export class StepByStep {
  readonly #world: World
  readonly #tracker: CallbackTracker
  readonly #gate: SuspensionGate
  /** What the test has started, each with all that it starts itself. */
  readonly #roots: Set<string> = new Set()

  constructor(world: World, tracker: CallbackTracker, gate: SuspensionGate) {
    this.#world = world
    this.#tracker = tracker
    this.#gate = gate
  }

  started(arn: string): void {
    this.#roots.add(arn)
  }

  /** Whether one that the test has started has not ended. */
  get hasOpen(): boolean {
    return [...this.#roots].some((arn) => !this.#world.service.isClosed(arn))
  }

  /** Tells of which executions another one than `arn` is the root. */
  allBut(arn: string): (executionArn: string) => boolean {
    if (this.#roots.size === 1) return () => false
    return (executionArn) => {
      const root = rootOf(this.#world.service, executionArn)
      return root !== arn && this.#roots.has(root)
    }
  }

  /** @throws {WorldBusyError} if the world runs already. */
  async driveUntil(call: string, reached: () => boolean): Promise<void> {
    this.assertAtRest(call)
    await this.#world.drive(reached)
  }

  /** @throws {WorldBusyError} */
  assertAtRest(call: string): void {
    if (this.#world.isDriven) throw new WorldBusyError(call)
  }

  /**
   * Lets the world run until an external system would have the callback: when a script is delivered
   * that does not say when.
   */
  async untilCallback(arn: string, lookup: CallbackLookup): Promise<TrackedCallback | undefined> {
    const call = callOf("untilCallback", lookup.name)
    let received: TrackedCallback | undefined
    let awaited: { readonly callback: TrackedCallback; readonly cancel: () => void } | undefined
    const isReceived = (): boolean => received !== undefined && isOpen(received)
    const look = (): void => {
      const callback = findCallback(this.pendingCallbacks(arn), lookup)
      if (callback === awaited?.callback) return
      awaited?.cancel()
      const receive = (): void => void (received = callback)
      const subject = { type: "call", call } as const
      awaited = callback && {
        callback,
        cancel: this.#gate.whenSuspended(callback.executionArn, subject, receive),
      }
    }
    try {
      await this.driveUntil(call, () => {
        if (isReceived() || this.#world.service.isClosed(arn)) return true
        look()
        return false
      })
    } finally {
      awaited?.cancel()
    }
    return isReceived() ? received : undefined
  }

  /** Lets that much time pass, and all that is due in it happen. */
  async advance(milliseconds: number): Promise<void> {
    this.assertAtRest("advance")
    const world = this.#world
    let isThere = false
    const arrival = world.schedule({
      kind: "deadline",
      at: world.clock.now + milliseconds,
      subject: { type: "advance" },
      run: () => (isThere = true),
    })
    try {
      await world.drive(() => isThere && world.isAtRest)
    } finally {
      world.queue.remove(arrival)
    }
  }

  /** Lets everything happen that needs no more time than suspending takes. */
  async runUntilIdle(): Promise<void> {
    const world = this.#world
    await this.driveUntil("runUntilIdle", () => world.invocations.size === 0 && world.isAtRest)
  }

  /** No invocation of the execution is under way, about to begin, or to be repeated. */
  isSuspended(arn: string): boolean {
    const { service } = this.#world
    if (service.isClosed(arn)) return true
    const { invocationInFlight, hasPendingInvocation, retryAt } = service.describeExecution(arn)
    return invocationInFlight === undefined && !hasPendingInvocation && retryAt === undefined
  }

  /** Those of an execution and of all that it has started which wait for an answer. */
  pendingCallbacks(arn: string): TrackedCallback[] {
    const isOther = this.allBut(arn)
    return this.#tracker.callbacks.filter(
      (callback) => isOpen(callback) && isHandedOver(callback) && !isOther(callback.executionArn),
    )
  }

  /** All that an execution, and what it has started, has created. */
  callbacks(arn: string): TrackedCallback[] {
    const isOther = this.allBut(arn)
    return this.#tracker.callbacks.filter(({ executionArn }) => !isOther(executionArn))
  }

  /**
   * The callback that a call of the test's answers here and now: one that is pending, or one that is
   * not and that the test says it means. Undefined if the call is a script for later.
   */
  answerable(script: CallbackScript): TrackedCallback | undefined {
    if (this.#world.isDriven || isForLater(script)) return undefined
    const meant = this.#tracker.callbacks.filter((callback) => isMeantFor(script, callback))
    const pending = meant.find(
      (callback) => isOpen(callback) && (script.when === "created" || isHandedOver(callback)),
    )
    if (pending !== undefined) return pending
    if (script.occurrence === undefined && !script.expectRefused) return undefined
    return meant.findLast((callback) => !isOpen(callback))
  }

  /** As `StopDurableExecution` does, here and now. */
  stop(arn: string, error: ErrorObject): void {
    const { service, clock } = this.#world
    service.stopDurableExecution({ DurableExecutionArn: arn, Error: error }, clock.now)
    this.#world.serviceChanged()
  }

  /** What changes whenever something has happened that an execution's snapshot may show. */
  version(): string {
    const { service, clock, log } = this.#world
    const events = service.executionArns().reduce((sum, arn) => sum + service.eventCount(arn), 0)
    return `${clock.now} ${log.records.length} ${this.#world.invocations.size} ${events}`
  }
}

function isForLater({ action, afterMs }: CallbackScript): boolean {
  if (afterMs !== undefined || action.kind === "timeout") return true
  return action.kind === "heartbeat" && action.everyMs !== undefined
}
