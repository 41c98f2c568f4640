import type { DurableService } from "../service/durable-service.ts"
import type { Instant } from "../service/values/instant.ts"
import { Agenda } from "./events/agenda.ts"
import { type Chooser, oldestFirst } from "./events/chooser.ts"
import type { EventQueue, WorldEvent } from "./events/events.ts"
import type { Choice, Freedom } from "./choices/freedom.ts"
import { Containers } from "./invocation/containers.ts"
import type { FunctionTable } from "./invocation/function-table.ts"
import type { Probe } from "./globals/patch/probe.ts"
import { acquireProbes, reachOf, releaseProbes } from "./globals/patch/probe-patches.ts"
import { currentScope } from "./globals/patch/scope.ts"
import { acquireScopedGlobals, releaseScopedGlobals } from "./globals/scoped-globals.ts"
import type { Invocation } from "./invocation/invocation.ts"
import { InvocationLog } from "./invocation/invocation-log.ts"
import { endInvocation, invokePending } from "./invocation/invoking.ts"
import type { WorldObserver } from "./choices/observer.ts"
import { Patience } from "./patience.ts"
import { ServiceCalls } from "./invocation/service-calls.ts"
import type { DrawnValues } from "./clock/drawn-values.ts"
import { SeededRandom } from "./clock/seeded-random.ts"
import { findStuckInvocation, onlyImplicitTimeoutsRemain } from "./stuck.ts"
import { takeTurns } from "./clock/turns.ts"
import { VirtualClock } from "./clock/virtual-clock.ts"
import type { VirtualScope } from "./invocation/virtual-scope.ts"
import { EventLimitError } from "./invocation/world-errors.ts"
import { NO_HOOKS, type WorldHooks } from "./world-hooks.ts"
import { DEFAULT_WORLD_OPTIONS, type WorldOptions } from "./world-options.ts"

export interface WorldParts {
  readonly service: DurableService
  readonly functions: FunctionTable
  readonly seed: string
  readonly startTime: Instant
  readonly chooser?: Chooser
  readonly options?: Partial<WorldOptions>
}

/** Why a world came to rest: what was asked for happened, or nothing more can happen. */
export type Rest = "reached" | "idle"

export interface NewEvent extends Omit<WorldEvent, "sequence" | "owner" | "functionName"> {
  readonly owner?: object | undefined
}

interface QueuedImmediate {
  readonly owner: VirtualScope
  readonly run: () => void
}

/**
 * One simulated world: the service, the functions, and the virtual time they share.
 *
 * Its loop waits until the code inside is at rest (no microtask, no immediate left: one turn of the
 * real event loop shows it), then lets exactly one event happen, chosen from those that are enabled
 * at this instant. Only when there is none does the clock move, to the next instant that has one.
 */
export class World {
  readonly service: DurableService
  readonly functions: FunctionTable
  readonly clock: VirtualClock
  readonly random: SeededRandom
  readonly options: WorldOptions
  readonly invocations: Set<Invocation> = new Set()
  readonly containers: Containers = new Containers()
  readonly log: InvocationLog = new InvocationLog()
  readonly calls: ServiceCalls = new ServiceCalls(this)
  /** Invocations that have ended and that the service has not been told about. */
  readonly settled: Invocation[] = []
  /** Executions whose time-out nobody asked for. */
  readonly implicitTimeouts: Set<string> = new Set()
  /** What the chooser may decide besides the order of what can happen; nothing in a plain run. */
  freedom: Freedom | undefined
  /** Watches the code inside. It is to be set before the world is driven. */
  probe: Probe | undefined
  observer: WorldObserver | undefined
  /** Keeps what the code inside draws and reads from its clock; nothing does in a plain run. */
  drawn: DrawnValues | undefined
  /** True once the SDK's plugin has shown that step bodies can be replaced. */
  isInstrumented = false

  readonly #chooser: Chooser
  readonly #patience: Patience
  readonly #agenda: Agenda
  #hooks = NO_HOOKS
  readonly #holds: Set<object> = new Set()
  readonly #immediates: QueuedImmediate[] = []
  #sequence = 0
  #eventCount = 0
  #failure: { readonly error: unknown } | undefined
  #isDriven = false

  constructor(parts: WorldParts) {
    this.service = parts.service
    this.functions = parts.functions
    this.clock = new VirtualClock(parts.startTime)
    this.random = new SeededRandom(parts.seed)
    this.options = { ...DEFAULT_WORLD_OPTIONS, ...parts.options }
    this.#chooser = parts.chooser ?? oldestFirst
    this.#patience = new Patience(this)
    this.#agenda = new Agenda({
      service: this.service,
      running: this.invocations,
      fireDue: () => {
        this.service.fireDue(this.clock.now)
        this.serviceChanged()
      },
      invoke: (pending) => invokePending(this, pending),
    })
  }

  get hooks(): WorldHooks {
    return this.#hooks
  }

  /**
   * Sets some of the hooks. A closure that is assigned to a property would begin its life in V8's old
   * generation, where it keeps the whole world until all of the heap is collected.
   */
  hook(hooks: Partial<WorldHooks>): void {
    this.#hooks = { ...this.#hooks, ...hooks }
  }

  get queue(): EventQueue {
    return this.#agenda.queue
  }

  schedule({ kind, at, label, owner, run, earliest, request }: NewEvent): WorldEvent {
    const sequence = this.#sequence++
    const scheduled: WorldEvent = { kind, at, label, owner, run, earliest, request, sequence }
    this.queue.add(scheduled)
    return scheduled
  }

  get isDriven(): boolean {
    return this.#isDriven
  }

  /** A call from outside of the running function to the service; see {@link ServiceCalls}. */
  async call<T>(label: string, answer: () => T): Promise<T> {
    return this.calls.call(label, answer)
  }

  /** Ends the drive under way with `error`. The first failure counts. */
  fail(error: unknown): void {
    this.#failure ??= { error }
  }

  /** Runs an immediate of `owner` in a turn of its own before anything else happens; the answer cancels it. */
  queueImmediate(owner: VirtualScope, run: () => void): () => void {
    const immediate = { owner, run }
    this.#immediates.push(immediate)
    return () => {
      const index = this.#immediates.indexOf(immediate)
      if (index >= 0) this.#immediates.splice(index, 1)
    }
  }

  /** Nothing can happen before time moves. */
  get isAtRest(): boolean {
    return this.#immediates.length === 0 && this.#enabled().length === 0
  }

  /** Real work that the world can see from beginning to end; time stands still meanwhile. */
  holdTime(): () => void {
    const hold = {}
    this.#holds.add(hold)
    return () => void this.#holds.delete(hold)
  }

  /** Nothing that is under way now counts any more. */
  letTimeGoOn(): void {
    this.#holds.clear()
  }

  get isHeld(): boolean {
    return this.#holds.size > 0
  }

  /** The service's state has changed: whoever watches it looks again. */
  serviceChanged(): void {
    this.#patience.serviceChanged()
    this.#hooks.onServiceChange()
  }

  /**
   * Lets the world run until `reached` holds, checked whenever the world is at rest, or until nothing
   * more can happen.
   *
   * @throws what {@link fail} was called with, and the errors of a world that cannot go on.
   */
  async drive(reached: () => boolean): Promise<Rest> {
    if (this.isDriven) throw new Error("Failed to drive a world: it is being driven already.")
    const reach = this.probe && reachOf(this.probe)
    acquireScopedGlobals()
    if (reach !== undefined) acquireProbes(reach)
    this.#isDriven = true
    const letOuterWorldGoOn = currentScope()?.holdTime()
    try {
      return await new Promise((resolve, reject) => {
        const turn = (): boolean => {
          try {
            const next = this.#turn(reached)
            if (next === "running") return true
            if (next === "waiting") this.#patience.wait(() => takeTurns(turn))
            else resolve(next)
          } catch (error) {
            reject(error)
          }
          return false
        }
        takeTurns(turn)
      })
    } finally {
      letOuterWorldGoOn?.()
      this.#isDriven = false
      this.#failure = undefined
      if (reach !== undefined) releaseProbes(reach)
      releaseScopedGlobals()
      this.calls.driveEnded()
    }
  }

  #turn(reached: () => boolean): Rest | "running" | "waiting" {
    this.#throwFailure()
    const immediate = this.#immediates.shift()
    if (immediate !== undefined) {
      if (!immediate.owner.frozen) immediate.run()
      return "running"
    }
    while (this.settled.length > 0) endInvocation(this, this.settled.shift() as Invocation)
    this.#throwFailure()
    // Code that real I/O wakes between two drives would run without its virtual globals.
    if (reached()) return this.#patience.hasToWaitForIo() ? "waiting" : "reached"
    const enabled = this.#enabled()
    if (enabled.length > 0) {
      this.#patience.reset()
      this.#happen(enabled)
      return "running"
    }
    return this.#advance()
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }

  #happen(enabled: readonly Choice[]): void {
    if (++this.#eventCount > this.options.maxEvents) throw new EventLimitError(this)
    const options = this.freedom?.optionsAt(this, enabled) ?? enabled
    const index = options.length === 1 ? 0 : this.#chooser.choose(options)
    const choice = options[index]
    if (choice === undefined) {
      throw new Error(`The chooser answered ${index} for ${options.length} enabled events.`)
    }
    if (choice.sequence >= 0) this.queue.remove(choice as WorldEvent)
    this.observer?.happens(choice, options)
    choice.run()
  }

  /** What can happen at this instant, in its total order. */
  #enabled(): WorldEvent[] {
    return this.#agenda.enabledAt(this.clock.now)
  }

  /** What is not due, and may happen all the same if the chooser says so. */
  earlyEvents(): WorldEvent[] {
    return this.#agenda.earlyAt(this.clock.now)
  }

  /** Nothing is enabled: moves the clock to the next instant at which something is. */
  #advance(): Rest | "running" | "waiting" {
    if (this.#patience.hasToWaitForIo()) return "waiting"
    const stuck = findStuckInvocation(this)
    if (stuck !== undefined) {
      if (this.#patience.hasToWaitFor(stuck)) return "waiting"
      throw this.#patience.exhausted(stuck)
    }
    const next = this.nextInstantBesides(() => false)
    if (next === undefined || onlyImplicitTimeoutsRemain(this)) return "idle"
    this.#patience.reset()
    if (this.freedom === undefined) {
      this.clock.moveTo(next)
      this.#happen(this.#enabled())
    } else {
      this.#happen([this.freedom.timeMovesOn(next, () => this.clock.moveTo(next))])
    }
    return "running"
  }

  /** The next instant at which something other than `isLeftOut` can happen. */
  nextInstantBesides(isLeftOut: (event: WorldEvent) => boolean): Instant | undefined {
    return this.#agenda.nextInstantBesides(isLeftOut, this.clock.now)
  }
}
