import { InvocationStuckError } from "./invocation/world-errors.ts"
import { REAL_WORK } from "./choices/observer.ts"
import { RealIo } from "./globals/outside/real-io.ts"
import { realNow, realSetTimeout } from "./clock/real-timers.ts"
import type { StuckInvocation } from "./stuck.ts"
import type { World } from "./world.ts"

/** How long an open connection may look busy while no step runs. Real milliseconds. */
const IDLE_CONNECTION_MS = 20

const LONGEST_PAUSE_MS = 5

/**
 * Waiting in real time: virtual time stands still while a handler awaits real I/O. Every wait has a
 * bound, after which what looked busy counts as idle, or the run ends with an error.
 */
export class Patience {
  readonly #world: World
  readonly #io = new RealIo()
  #waitingSince: number | undefined
  #pauseMs = 0
  #sawIo = false

  constructor(world: World) {
    this.#world = world
  }

  /** Something happened: the next wait begins anew. */
  reset(): void {
    this.#waitingSince = undefined
    this.#pauseMs = 0
  }

  /** With no step under way, what is still open belongs to nobody who waits for it. */
  serviceChanged(): void {
    if (this.#sawIo && !this.#stepIsRunning()) this.#io.rebase()
  }

  hasToWaitForIo(): boolean {
    if (this.#world.invocations.size === 0 && !this.#world.hooks.isBusyOutside()) return false
    const kinds = this.#io.inFlight()
    if (kinds.length === 0 && !this.#world.isHeld) return false
    this.#sawIo = true
    const mayBeIdle = RealIo.mayBeIdle(kinds) && !this.#stepIsRunning() && !this.#world.isHeld
    const limitMs = mayBeIdle ? IDLE_CONNECTION_MS : this.#world.options.realIoTimeoutMs
    if (this.#waitedMs() < limitMs) {
      this.#world.observer?.waits(this.#world.isHeld ? [...kinds, REAL_WORK.held] : kinds)
      return true
    }
    this.#io.rebase()
    this.#world.letTimeGoOn()
    return false
  }

  /** Something that nobody can see (a thread, another process) may still settle the handler. */
  hasToWaitFor(_stuck: StuckInvocation): boolean {
    this.#world.observer?.waits([REAL_WORK.unseen])
    return this.#waitedMs() < this.#world.options.handlerTimeoutMs
  }

  exhausted(stuck: StuckInvocation): InvocationStuckError {
    return new InvocationStuckError(this.#world, stuck)
  }

  /** Lets real time pass; `next` runs soon, later each time. */
  wait(next: () => void): void {
    realSetTimeout(next, this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs + 1, LONGEST_PAUSE_MS)
  }

  #waitedMs(): number {
    this.#waitingSince ??= realNow()
    return realNow() - this.#waitingSince
  }

  #stepIsRunning(): boolean {
    for (const { identity, runningBodies } of this.#world.invocations) {
      if (identity.durableExecutionArn === undefined || runningBodies > 0) return true
    }
    return false
  }
}
