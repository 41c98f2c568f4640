import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { NamedOperation, OperationStore } from "../../world/globals/patch/probe.ts"
import type { Scope } from "../../world/globals/patch/scope.ts"
import { Invocation } from "../../world/invocation/invocation.ts"
import type { WorldObserver } from "../../world/invocation/world-observer.ts"
import type { World } from "../../world/world.ts"
import type { CallbackTracker } from "../callbacks/callback-tracker.ts"
import { rootOf } from "../callbacks/root-execution.ts"
import { describeExecution } from "../results/describe-execution.ts"
import { DoublesNotInstalledError, UnusedDoubleError } from "./double-errors.ts"
import type { Execution } from "../results/execution.ts"
import {
  doubleApplies,
  type KeptStepCall,
  type StepAttempt,
  type StepDouble,
} from "./step-double.ts"
import { kindOfBody } from "./kind-of-body.ts"
import { SentOperations } from "./sent-operations.ts"
import { StepsSeen } from "./steps-seen.ts"
import { remoteHandlerOf } from "../../world/remote-handlers.ts"

type Body = () => unknown

/** The doubles of one world: they stand in for the bodies of steps. */
export class StepDoubles implements WorldObserver {
  readonly #world: World
  readonly #tracker: CallbackTracker
  readonly #doubles: StepDouble[] = []
  readonly #countsByRoot: boolean
  /** By root, or all of the world together. */
  readonly #seen: Map<string | undefined, StepsSeen> = new Map()
  #isInstalled = false
  readonly #sent: SentOperations = new SentOperations()
  /** How many events of each execution have been looked at for steps. */
  readonly #eventsRead: Map<string, number> = new Map()

  /** @param countsByRoot whether steps of a name are counted for each root, and not in the world. */
  constructor(
    world: World,
    tracker: CallbackTracker,
    doubles: readonly StepDouble[],
    countsByRoot = false,
  ) {
    this.#world = world
    this.#tracker = tracker
    this.#countsByRoot = countsByRoot
    for (const double of doubles) this.add(double)
  }

  add(double: StepDouble): void {
    this.#doubles.push(double)
    this.install()
  }

  /** Watches the bodies of steps. It is to be called before the world is driven. */
  install(): void {
    if (this.#isInstalled) return
    this.#isInstalled = true
    this.#sent.catchUp(this.#world)
    this.#world.observe(this)
  }

  /** Drops the doubles that were for this execution alone. */
  forget(rootArn: string): void {
    this.#seen.delete(rootArn)
    const kept = this.#doubles.filter(({ within }) => within !== rootArn)
    this.#doubles.splice(0, Infinity, ...kept)
  }

  /** How often each double has stood in so far. */
  get usage(): readonly number[] {
    return this.#doubles.map(({ calls }) => calls.length)
  }

  /** Ends the run at the first step that went past the doubles, before the bodies of later ones run. */
  serviceChanged(): void {
    if (this.#doubles.length === 0 || this.#world.seesBodies) return
    const { service } = this.#world
    for (const arn of service.executionArns()) {
      if (!this.#mayStandIn(arn)) continue
      const count = service.eventCount(arn)
      for (let index = this.#eventsRead.get(arn) ?? 0; index < count; index++) {
        if (service.eventRecord(arn, index)?.fact.eventType === "StepStarted") this.#refuse(arn)
      }
      this.#eventsRead.set(arn, count)
    }
  }

  /** @throws {UnusedDoubleError} if a double stood in for nothing. */
  assertUsed(execution: Execution): void {
    const unused = this.#doubles.filter(({ calls }) => calls.length === 0)
    if (unused.length === 0) return
    const seen = this.#seenIn(undefined)
    const reasons = unused.map((double) => `${double.call}: ${seen.reasonAgainst(double)}`)
    throw new UnusedDoubleError(execution, reasons)
  }

  #refuse(arn: string): void {
    const execution = describeExecution(this.#world, arn, this.#tracker)
    for (const invocation of this.#world.invocations) invocation.freeze()
    const target = this.#world.functions.get(execution.functionName)
    const remote = target && remoteHandlerOf(target.handler)
    this.#world.fail(new DoublesNotInstalledError(execution, this.#doubles, remote))
  }

  sends(invocation: Invocation, request: object): void {
    this.#sent.sends(invocation, request)
  }

  operationNamed(scope: Scope, path: string, operation: NamedOperation): void {
    if (scope instanceof Invocation) this.#sent.named(scope, hashOperationPath(path), operation)
  }

  interceptBody(invocation: Invocation, store: OperationStore, body: Body): unknown {
    const id = hashOperationPath(store.contextId)
    // Before version 2.2 the SDK does not tell the body's surroundings the name of the step.
    const isNamed = "operationName" in store || this.#sent.find(invocation, id) !== undefined
    return isNamed
      ? this.#interceptNamed(invocation, store, body)
      : this.#sent
          .whenSent(invocation, id)
          .then(() => this.#interceptNamed(invocation, store, body))
  }

  #interceptNamed(invocation: Invocation, store: OperationStore, body: Body): unknown {
    const attempt = this.#attemptOf(invocation, store)
    const occurrence = this.#occurrenceOf(attempt)
    if (!this.#doubles.some((double) => this.#applies(double, attempt, occurrence))) return body()
    const isSubmitter = attempt.kind === "submitter"
    if (isSubmitter || this.#sent.find(invocation, attempt.operationId) !== undefined) {
      return this.#run(invocation, attempt, occurrence, body, 0)
    }
    const kind = kindOfBody()
    if (kind !== undefined) return this.#run(invocation, { ...attempt, kind }, occurrence, body, 0)
    // The request that starts it tells a condition from a step.
    return this.#sent
      .whenSent(invocation, attempt.operationId)
      .then(() => this.#run(invocation, this.#attemptOf(invocation, store), occurrence, body, 0))
  }

  #applies(double: StepDouble, attempt: StepAttempt, occurrence: number): boolean {
    if (!doubleApplies(double, attempt, occurrence)) return false
    const { within } = double
    return within === undefined || within === rootOf(this.#world.service, attempt.executionArn)
  }

  #mayStandIn(arn: string): boolean {
    return this.#doubles.some(
      ({ within }) => within === undefined || within === rootOf(this.#world.service, arn),
    )
  }

  #occurrenceOf(attempt: StepAttempt): number {
    const { executionArn } = attempt
    const root = this.#countsByRoot ? rootOf(this.#world.service, executionArn) : undefined
    return this.#seenIn(root).occurrenceOf(attempt)
  }

  #seenIn(root: string | undefined): StepsSeen {
    const seen = this.#seen.get(root) ?? new StepsSeen()
    this.#seen.set(root, seen)
    return seen
  }

  /** Lets the first double from `first` on stand in; the next ones, for the body behind it. */
  #run(
    invocation: Invocation,
    attempt: StepAttempt,
    occurrence: number,
    body: Body,
    first: number,
  ): unknown {
    const index = this.#doubles.findIndex(
      (double, position) => position >= first && this.#applies(double, attempt, occurrence),
    )
    const double = this.#doubles[index]
    if (double === undefined) return body()
    const call: KeptStepCall = { ...attempt, at: new Date(this.#world.clock.now) }
    double.calls.push(call)
    const rest = async (): Promise<unknown> =>
      this.#run(invocation, attempt, occurrence, body, index + 1)
    return keepOutcome(call, this.#act(double, invocation, attempt, rest))
  }

  async #act(
    { action }: StepDouble,
    invocation: Invocation,
    attempt: StepAttempt,
    body: () => Promise<unknown>,
  ): Promise<unknown> {
    switch (action.kind) {
      case "mock":
        return action.mock(attempt, body)
      case "fail":
        throw action.error
      case "delay":
        await new Promise<void>((resolve) => void invocation.schedule(action.delayMs, resolve))
        return body()
      case "interrupt":
        if (action.when === "after") await body()
        this.#dieOnceStarted(invocation, attempt)
        return new Promise<never>(() => {})
      default:
        return action satisfies never
    }
  }

  /** The invocation dies when the start of the step is persisted; the body never answers. */
  #dieOnceStarted(invocation: Invocation, attempt: StepAttempt): void {
    if (invocation.frozen) return
    const { clock, options, service } = this.#world
    const operations = service.operations(attempt.executionArn)
    const step = operations.find(({ Id }) => Id === attempt.operationId)
    if (step?.Status === "STARTED") {
      invocation.die(1)
      return
    }
    // Of no owner: an event of the invocation that is a time-out would not count as its progress.
    this.#world.schedule({
      kind: "deadline",
      at: clock.now + options.checkpointLatencyMs,
      subject: { type: "step-double" },
      run: () => this.#dieOnceStarted(invocation, attempt),
    })
  }

  #attemptOf(invocation: Invocation, store: OperationStore): StepAttempt {
    const executionArn = invocation.identity.durableExecutionArn ?? ""
    const operationId = hashOperationPath(store.contextId)
    const sent = this.#sent.find(invocation, operationId)
    const callback = this.#callbackOf(executionArn, store)
    const submitterName = callback?.name === undefined ? undefined : `${callback.name}-submitter`
    const isCondition = sent?.subType === "WaitForCondition"
    return {
      name: store.operationName ?? sent?.name ?? submitterName,
      kind: callback !== undefined ? "submitter" : isCondition ? "condition" : "step",
      attempt: store.attempt,
      operationId,
      executionArn,
      ...(callback !== undefined && { callbackId: callback.callbackId }),
    }
  }

  /** The callback that a submitter hands over; the service knows it before the submitter runs. */
  #callbackOf(
    executionArn: string,
    { parentId }: OperationStore,
  ): { callbackId: string; name: string | undefined } | undefined {
    if (parentId === undefined) return undefined
    const waitForCallbackId = hashOperationPath(parentId)
    return this.#tracker.callbacks.find(
      (callback) =>
        callback.executionArn === executionArn && callback.waitForCallbackId === waitForCallbackId,
    )
  }
}

async function keepOutcome(call: KeptStepCall, running: Promise<unknown>): Promise<unknown> {
  try {
    const value = await running
    call.outcome = { status: "returned", value }
    return value
  } catch (error) {
    call.outcome = { status: "threw", error }
    throw error
  }
}
