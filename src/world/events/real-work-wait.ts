import { realNow, realSetTimeout } from "../clock/real-timers.ts"
import { RealIo } from "../globals/outside/real-io.ts"

/** How long an open connection may look busy while no step runs. Real milliseconds. */
const IDLE_CONNECTION_MS = 20

const LONGEST_PAUSE_MS = 5

/** Real work that Node's list of active resources does not show. */
export const REAL_WORK = {
  held: "fetch or work of Node's thread pool",
  unseen: "work outside of this thread",
} as const

/**
 * Waiting in real time: virtual time stands still while a handler awaits real I/O. Every wait has a
 * bound, after which what looked busy counts as idle, or the run ends with an error.
 */
export class RealWorkWait {
  readonly #holds: Set<object> = new Set()
  readonly #io = new RealIo()
  #waitingSince: number | undefined
  #pauseMs = 0
  #sawIo = false

  /** Something happened: the next wait begins anew. */
  reset(): void {
    this.#waitingSince = undefined
    this.#pauseMs = 0
  }

  /** Real work that can be seen from beginning to end; what is returned ends it. */
  hold(): () => void {
    const hold = {}
    this.#holds.add(hold)
    return () => void this.#holds.delete(hold)
  }

  /** What is still open belongs to nobody who waits for it. */
  ignoreOpen(): void {
    if (this.#sawIo) this.#io.rebase()
  }

  get hasSeenIo(): boolean {
    return this.#sawIo
  }

  /**
   * The real work under way that time has to stand still for; undefined where there is none, or where
   * it has taken longer than `limitMs`. From then on it counts as idle.
   *
   * @param isAwaited whether code is at work that may wait for an open connection.
   */
  underWay(isAwaited: () => boolean, limitMs: number): readonly string[] | undefined {
    const kinds = this.#io.inFlight()
    const isHeld = this.#holds.size > 0
    if (kinds.length === 0 && !isHeld) return undefined
    this.#sawIo = true
    const mayBeIdle = !isHeld && RealIo.mayBeIdle(kinds) && !isAwaited()
    if (this.lasts(mayBeIdle ? IDLE_CONNECTION_MS : limitMs)) {
      return isHeld ? [...kinds, REAL_WORK.held] : kinds
    }
    this.#io.rebase()
    this.#holds.clear()
    return undefined
  }

  /** Whether the wait, which begins now unless it is under way, has not taken `limitMs` yet. */
  lasts(limitMs: number): boolean {
    this.#waitingSince ??= realNow()
    return realNow() - this.#waitingSince < limitMs
  }

  /** Lets real time pass; `next` runs soon, later each time. */
  pause(next: () => void): void {
    realSetTimeout(next, this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs + 1, LONGEST_PAUSE_MS)
  }
}
