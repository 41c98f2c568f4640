import { runInScope } from "../../world/globals/patch/scope.ts"
import { tellLeftBehind } from "../../world/globals/outside/left-behind.ts"
import type { ScopedEnvironment } from "../../world/globals/patch/environment.ts"
import { externalEnvironment } from "../../world/invocation/lambda-environment.ts"
import { VirtualScope } from "../../world/invocation/virtual-scope.ts"
import type { Instant } from "../../service/values/instant.ts"
import type { HeldAnswer } from "../../world/events/held-answers.ts"
import type { World } from "../../world/world.ts"
import { matchesName } from "../../text/matches-name.ts"
import { showValue } from "../../text/values/show-value.ts"
import type { CallbackPattern, ReceivedCallback, RegisteredResponder } from "./responder.ts"
import type { SuspensionGate } from "../callbacks/suspension-gate.ts"
import { CallbackView } from "./callback-view.ts"
import { ResponderError } from "./responder-error.ts"
import { answerAtOnce } from "../../text/answer-at-once.ts"
import { isOpen, type TrackedCallback } from "../callbacks/tracked-callback.ts"

interface Receiver {
  readonly responder: RegisteredResponder
  readonly system: ExternalSystem
  state: "waits for the callback" | "is at work" | "has settled"
  /** When it began to wait for the callback, or to deal with it. */
  since: Instant
  /** Lets it begin while the submitter is still at work. */
  held?: HeldAnswer
}

/** What became of a callback at the responder that it was meant for. */
export interface Reception extends Pick<Receiver, "state" | "since"> {
  /** As the test wrote it. */
  readonly pattern: string
}

/** Starts the simulated external system that a callback is meant for. */
export class ExternalSystems {
  readonly #world: World
  readonly #gate: SuspensionGate
  readonly #responders: readonly RegisteredResponder[]
  readonly #receivers: Map<TrackedCallback, Receiver> = new Map()
  /** The callbacks that somebody deals with, or is about to. */
  readonly #atWork: Set<TrackedCallback> = new Set()

  constructor(world: World, gate: SuspensionGate, responders: readonly RegisteredResponder[]) {
    this.#world = world
    this.#gate = gate
    this.#responders = responders
  }

  /** Undefined for a callback that no responder has received, or is to receive. */
  receptionOf(callback: TrackedCallback): Reception | undefined {
    const receiver = this.#receivers.get(callback)
    if (receiver === undefined) return undefined
    const { pattern } = receiver.responder
    const shown = typeof pattern === "function" ? "predicate" : showValue(pattern)
    return { pattern: shown, state: receiver.state, since: receiver.since }
  }

  /** @param ignores tells of which executions nobody wants to know. */
  isActive(ignores: (executionArn: string) => boolean): boolean {
    for (const { executionArn } of this.#atWork) if (!ignores(executionArn)) return true
    return false
  }

  created(callback: TrackedCallback): void {
    const responder = this.#responderFor(callback)
    if (responder === undefined) return
    const system = new ExternalSystem(this.#world, callback)
    const since = this.#world.clock.now
    const receiver: Receiver = { responder, system, state: "waits for the callback", since }
    this.#receivers.set(callback, receiver)
    const { when } = responder.options
    if (when === "created") this.#respond(callback, receiver)
    else if (when === undefined && callback.waitForCallbackId === undefined) {
      this.#hand(callback, receiver)
    } else if (when === undefined) this.#hold(callback, receiver)
  }

  /** A schedule may let it begin before the submitter has returned. */
  #hold(callback: TrackedCallback, receiver: Receiver): void {
    const { executionArn, waitForCallbackId } = callback
    if (waitForCallbackId === undefined) return
    const deliver = (): void => {
      this.#release(receiver)
      this.#respond(callback, receiver)
    }
    const subject = { type: "callback", callback: nameOf(callback) } as const
    receiver.held = { executionArn, waitForCallbackId, subject, deliver }
    this.#world.heldAnswers.add(receiver.held)
  }

  #release({ held }: Receiver): void {
    if (held !== undefined) this.#world.heldAnswers.delete(held)
  }

  submitted(callback: TrackedCallback): void {
    const receiver = this.#receivers.get(callback)
    if (receiver === undefined) return
    this.#release(receiver)
    if (receiver.state === "waits for the callback") this.#hand(callback, receiver)
  }

  /** One that nobody has received yet; there is a new responder. */
  offer(callback: TrackedCallback): void {
    if (!isOpen(callback) || this.#receivers.has(callback)) return
    this.created(callback)
    if (callback.submittedAt !== undefined) this.submitted(callback)
  }

  /** What the system has left behind, a timer that beats for ever, has nothing to do any more. */
  closed(callback: TrackedCallback): void {
    const receiver = this.#receivers.get(callback)
    if (receiver === undefined) return
    this.#release(receiver)
    if (receiver.state === "has settled") receiver.system.freeze()
  }

  #responderFor(callback: TrackedCallback): RegisteredResponder | undefined {
    const view = new CallbackView(this.#world, callback)
    try {
      return this.#responders.find(({ pattern }) => matches(pattern, view))
    } catch (error) {
      this.#world.fail(new ResponderError(callback, error, this.#world.clock))
      return undefined
    }
  }

  #hand(callback: TrackedCallback, receiver: Receiver): void {
    this.#begin(callback, receiver)
    const subject = { type: "callback", callback: nameOf(callback) } as const
    const respond = (): void => this.#respond(callback, receiver)
    this.#gate.whenSuspended(callback.executionArn, subject, respond)
  }

  #begin(callback: TrackedCallback, receiver: Receiver): void {
    receiver.state = "is at work"
    receiver.since = this.#world.clock.now
    this.#atWork.add(callback)
  }

  #respond(callback: TrackedCallback, receiver: Receiver): void {
    const { responder, system } = receiver
    const view = new CallbackView(this.#world, callback)
    this.#begin(callback, receiver)
    const settled = (): void => {
      receiver.state = "has settled"
      this.#atWork.delete(callback)
      if (!isOpen(callback)) system.freeze()
    }
    void runInScope(system, async () => responder.respond(view)).then(settled, (error: unknown) => {
      settled()
      system.crash(error)
    })
  }
}

/** The code of one responder while it deals with one callback. */
class ExternalSystem extends VirtualScope {
  readonly #world: World
  readonly #callback: TrackedCallback
  #environment: ScopedEnvironment | undefined

  constructor(world: World, callback: TrackedCallback) {
    super(world)
    this.#world = world
    this.#callback = callback
  }

  override get environment(): ScopedEnvironment {
    this.#environment ??= externalEnvironment(this.#callback.executionArn)
    return this.#environment
  }

  get printsLogs(): boolean {
    return this.#world.options.printsLogs
  }

  /** What a responder writes is the test's, and no part of an execution. */
  logged(): boolean {
    return this.printsLogs
  }

  protected override takeCrash(reason: unknown): void {
    // An answer that comes too late is the service's to refuse and nobody's mistake. At the very instant
    // of the time-out the callback may still look open here.
    if (isRefusal(reason) && (!isOpen(this.#callback) || isOverdue(this.#callback, this.#world))) {
      return
    }
    if (!this.#world.isDriven) {
      const whose = `the responder of callback ${JSON.stringify(nameOf(this.#callback))}`
      tellLeftBehind(whose, reason, "Await it in the responder.")
    }
    this.#world.fail(new ResponderError(this.#callback, reason, this.#world.clock))
  }

  fail(error: Error): void {
    this.#world.fail(error)
  }

  override exit(code: number): never {
    throw new Error(`An external system called process.exit(${code}).`)
  }
}

function nameOf({ name, callbackId }: TrackedCallback): string {
  return name ?? callbackId
}

function isOverdue({ createdAt, timeoutSeconds }: TrackedCallback, { clock }: World): boolean {
  return timeoutSeconds !== undefined && clock.now >= createdAt + timeoutSeconds * 1_000
}

/** By the callback's methods, or as the AWS client has made it of the service's answer. */
function isRefusal(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "CallbackTimeoutException"
}

function matches(pattern: CallbackPattern, callback: ReceivedCallback): boolean {
  if (typeof pattern === "function") {
    return answerAtOnce("call onCallback", "the predicate", pattern(callback))
  }
  return matchesName(pattern, callback.name)
}
