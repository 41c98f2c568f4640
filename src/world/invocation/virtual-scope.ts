import { readableThrown } from "../../text/values/show-value.ts"
import type { Probe } from "../globals/patch/probe.ts"
import type { ScopedEnvironment } from "../globals/patch/environment.ts"
import type { LambdaApi } from "../globals/patch/lambda-api.ts"
import type { CrashKind, Scope, ScopedRandom } from "../globals/patch/scope.ts"
import type { OperationCall } from "../globals/patch/durable-operations.ts"
import type { DrawnValues } from "../globals/patch/drawn-values.ts"
import { SeededRandom } from "../clock/seeded-random.ts"
import type { VirtualClock } from "../clock/virtual-clock.ts"
import type { EventQueue, WorldEvent } from "../events/events.ts"
import type { NewEvent } from "../events/event-loop.ts"
import type { Observers } from "./observers.ts"

/** What an actor sees of its world. */
export interface ScopeWorld {
  /** Keeps what the code inside draws and reads from its clock; nothing does in a plain run. */
  readonly drawn: DrawnValues | undefined
  readonly clock: VirtualClock
  readonly random: ScopedRandom
  readonly queue: EventQueue
  readonly observers: Observers
  /** Serves what the code inside asks of AWS Lambda with a client of its own. */
  readonly lambdaApi?: LambdaApi | undefined
  /** Somebody who wants to know where timers are armed; nobody does in a plain run. */
  readonly loopWatch?: { armed(what: string): void; repeated(delayMs: number): void } | undefined
  /** Ends code that never yields; a world that only replays leaves that to the run before. */
  readonly circling?: { clockRead(): void; operationCalled(call: OperationCall): void } | undefined
  schedule(event: NewEvent): WorldEvent
  queueImmediate(owner: { readonly frozen: boolean }, run: () => void): () => void
  holdTime(): () => void
}

/**
 * The part of a scope that every actor of a world shares: its clock, its timers, its random numbers.
 * A frozen actor is code that should no longer run: its timers are gone and new ones never fire.
 */
export abstract class VirtualScope implements Scope {
  readonly #clock: VirtualClock
  #world: ScopeWorld | undefined
  /** Keeps it from suspending. */
  heldOpen: { delayOf(delayMs: number): number | undefined } | undefined
  #frozen = false
  #whenFrozen: (() => void) | undefined
  #randomAfterwards: ScopedRandom | undefined

  constructor(world: ScopeWorld) {
    this.#world = world
    this.#clock = world.clock
  }

  /** Undefined once the actor has been released. */
  get world(): ScopeWorld | undefined {
    return this.#world
  }

  get random(): ScopedRandom {
    const world = this.#world
    if (world !== undefined) {
      const { observers, drawn, random } = world
      return observers.probe?.randomInBody?.() ?? drawn?.keeping(random) ?? random
    }
    this.#randomAfterwards ??= new SeededRandom("released")
    return this.#randomAfterwards
  }

  get environment(): ScopedEnvironment | undefined {
    return undefined
  }

  get lambdaApi(): LambdaApi | undefined {
    return this.#world?.lambdaApi
  }

  get now(): number {
    const { now } = this.#clock
    const world = this.#world
    if (!this.#frozen) world?.circling?.clockRead()
    if (world?.drawn === undefined) return now
    const shown = now + (world.observers.probe?.latenessInBody?.() ?? 0)
    world.drawn.read(shown, now)
    return shown
  }

  get elapsedMs(): number {
    return this.now - this.#clock.startedAt
  }

  get startedAt(): number {
    return this.#clock.startedAt
  }

  get probe(): Probe | undefined {
    return this.#world?.observers.probe
  }

  get frozen(): boolean {
    return this.#frozen
  }

  freeze(): void {
    if (this.#frozen) return
    this.#frozen = true
    this.#world?.queue.removeOwnedBy(this)
    this.abandon()
  }

  /** @param act is called once this code should no longer run, by whoever runs it in another process. */
  whenFrozen(act: () => void): void {
    this.#whenFrozen = act
  }

  /** Its world goes on no more: whoever runs this code in another process takes it for over. */
  abandon(): void {
    const act = this.#whenFrozen
    this.#whenFrozen = undefined
    act?.()
  }

  /**
   * What a frozen actor leaves behind does not keep the world. The SDK is held in memory by closures of
   * its own until V8 collects all of the heap, and it knows its invocation.
   */
  release(): void {
    this.freeze()
    this.#world = undefined
  }

  schedule(armedMs: number, callback: () => void, isRepeated: boolean = false): () => void {
    if (this.#frozen || this.#world === undefined) return () => {}
    const delayMs = this.heldOpen === undefined ? armedMs : this.heldOpen.delayOf(armedMs)
    if (delayMs === undefined) return () => {}
    if (isRepeated) this.#world.loopWatch?.repeated(armedMs)
    else this.#world.loopWatch?.armed("a timer")
    const event = this.#world.schedule({
      kind: "timer",
      at: this.#clock.now + delayMs,
      subject: { type: "timer", delayMs },
      owner: this,
      body: this.#world.observers.probe?.timedBody?.(),
      run: this.#inArmingContext(callback),
    })
    return () => this.#world?.queue.remove(event)
  }

  queueImmediate(callback: () => void): () => void {
    if (this.#world === undefined) return () => {}
    this.#world.loopWatch?.armed("an immediate")
    return this.#world.queueImmediate(this, this.#inArmingContext(callback))
  }

  holdTime(): () => void {
    return this.#frozen || this.#world === undefined ? () => {} : this.#world.holdTime()
  }

  /**
   * The SDK keeps its own async context, so a callback has to run in the one it was armed in. A
   * reaction to a promise does, and costs a tenth of `AsyncLocalStorage.snapshot()`; it runs in the
   * microtasks of the turn that lets it go.
   */
  #inArmingContext(armed: () => void): () => void {
    let letGo!: () => void
    const isLetGo = new Promise<void>((resolve) => {
      letGo = resolve
    })
    void isLetGo.then(() => {
      try {
        armed()
      } catch (error) {
        this.crash(error)
      }
    })
    return letGo
  }

  abstract exit(code: number): never

  crash(reason: unknown, kind?: CrashKind): void {
    this.takeCrash(readableThrown(reason), kind)
  }

  /** The same for a reason that can be read. */
  protected abstract takeCrash(reason: unknown, kind?: CrashKind): void
}
