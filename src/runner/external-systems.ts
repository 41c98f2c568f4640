import { ServiceError } from "../service/service-errors.ts"
import { runInScope } from "../simulation/globals/scope.ts"
import { VirtualScope } from "../simulation/virtual-scope.ts"
import type { World } from "../simulation/world.ts"
import { toCallbackPayload } from "./callback-payload.ts"
import { toMilliseconds } from "./duration.ts"
import { toErrorObject } from "./error-object.ts"
import type { CallbackPattern, ReceivedCallback, Responder, ResponderOptions } from "./responder.ts"
import type { SuspensionGate } from "./suspension-gate.ts"
import { ResponderError } from "./responder-error.ts"
import { isOpen, type TrackedCallback } from "./tracked-callback.ts"

export interface RegisteredResponder {
  readonly pattern: CallbackPattern
  readonly respond: Responder
  readonly options: ResponderOptions
}

/** Starts the simulated external system that a callback is meant for. */
export class ExternalSystems {
  readonly #world: World
  readonly #gate: SuspensionGate
  readonly #responders: readonly RegisteredResponder[]
  readonly #received: Map<TrackedCallback, RegisteredResponder> = new Map()
  #active = 0

  constructor(world: World, gate: SuspensionGate, responders: readonly RegisteredResponder[]) {
    this.#world = world
    this.#gate = gate
    this.#responders = responders
  }

  /** How many of them are at work. */
  get active(): number {
    return this.#active
  }

  created(callback: TrackedCallback): void {
    const view = new CallbackView(this.#world, callback)
    const responder = this.#responders.find(({ pattern }) => matches(pattern, view))
    if (responder === undefined) return
    this.#received.set(callback, responder)
    const isOfWaitForCallback = callback.waitForCallbackId !== undefined
    const when = responder.options.when ?? (isOfWaitForCallback ? "submitted" : "created")
    if (when === "created") this.#hand(callback, responder)
  }

  submitted(callback: TrackedCallback): void {
    const responder = this.#received.get(callback)
    if (responder !== undefined && responder.options.when !== "created") {
      this.#hand(callback, responder)
    }
  }

  #hand(callback: TrackedCallback, responder: RegisteredResponder): void {
    this.#active++
    const label = `external system of ${JSON.stringify(callback.name ?? callback.callbackId)}`
    const respond = (): void => this.#respond(callback, responder)
    this.#gate.whenSuspended(callback.executionArn, label, respond)
  }

  #respond(callback: TrackedCallback, { respond }: RegisteredResponder): void {
    const system = new ExternalSystem(this.#world, callback)
    const view = new CallbackView(this.#world, callback)
    const settled = (): void => {
      this.#active--
      system.freeze()
    }
    void runInScope(system, async () => respond(view)).then(settled, (error: unknown) => {
      settled()
      system.crash(error)
    })
  }
}

/** The code of one responder while it deals with one callback. */
class ExternalSystem extends VirtualScope {
  readonly #callback: TrackedCallback

  constructor(world: World, callback: TrackedCallback) {
    super(world)
    this.#callback = callback
  }

  override crash(reason: unknown): void {
    // An answer that comes too late is the service's to refuse and nobody's mistake.
    if (reason instanceof ServiceError && !isOpen(this.#callback)) return
    this.world.fail(new ResponderError(this.#callback, reason, this.world.clock))
  }

  override exit(code: number): never {
    throw new Error(`An external system called process.exit(${code}).`)
  }
}

/** A callback as an external system sees it, in its world. */
export class CallbackView implements ReceivedCallback {
  readonly #world: World
  readonly #callback: TrackedCallback

  constructor(world: World, callback: TrackedCallback) {
    this.#world = world
    this.#callback = callback
  }

  get id(): string {
    return this.#callback.callbackId
  }

  get name(): string | undefined {
    return this.#callback.name
  }

  get executionArn(): string {
    return this.#callback.executionArn
  }

  get occurrence(): number {
    return this.#callback.occurrence
  }

  get createdAt(): Date {
    return new Date(this.#callback.createdAt)
  }

  get timeoutSeconds(): number | undefined {
    return this.#callback.timeoutSeconds
  }

  get heartbeatTimeoutSeconds(): number | undefined {
    return this.#callback.heartbeatTimeoutSeconds
  }

  get isPending(): boolean {
    return isOpen(this.#callback)
  }

  async sleep(duration: Parameters<ReceivedCallback["sleep"]>[0]): Promise<void> {
    const delayMs = toMilliseconds(duration, "the duration of callback.sleep")
    const { clock } = this.#world
    return new Promise((resolve) => {
      this.#world.schedule({
        kind: "timer",
        at: clock.now + delayMs,
        label: `external system of ${JSON.stringify(this.name ?? this.id)} wakes`,
        run: () => resolve(),
      })
    })
  }

  async heartbeat(): Promise<void> {
    await this.#world.calls.call("heartbeat", () =>
      this.#world.service.sendDurableExecutionCallbackHeartbeat(
        { CallbackId: this.id },
        this.#world.clock.now,
      ),
    )
  }

  async succeed(value?: unknown): Promise<void> {
    const Result = toCallbackPayload(value, "the value of callback.succeed")
    const request = { CallbackId: this.id, ...(Result !== undefined && { Result }) }
    await this.#world.calls.call("success", () =>
      this.#world.service.sendDurableExecutionCallbackSuccess(request, this.#world.clock.now),
    )
  }

  async fail(error?: Parameters<ReceivedCallback["fail"]>[0]): Promise<void> {
    const request = { CallbackId: this.id, Error: toErrorObject(error) }
    await this.#world.calls.call("failure", () =>
      this.#world.service.sendDurableExecutionCallbackFailure(request, this.#world.clock.now),
    )
  }
}

function matches(pattern: CallbackPattern, callback: ReceivedCallback): boolean {
  if (typeof pattern === "function") return pattern(callback)
  if (typeof pattern === "string") return pattern === callback.name
  return (
    callback.name !== undefined && new RegExp(pattern.source, pattern.flags).test(callback.name)
  )
}
