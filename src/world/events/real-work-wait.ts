import { realNow, realSetTimeout } from "../clock/real-timers.ts"
import type { WorkSeen } from "../globals/outside/open-resources.ts"
import { resourcesBegun } from "../globals/outside/active-resources.ts"
import { RealIo } from "../globals/outside/real-io.ts"
import { isInspected } from "../limits/inspector.ts"

/** How long an open connection may look busy while no step runs. Real milliseconds. */
const IDLE_CONNECTION_MS = 20

const LONGEST_PAUSE_MS = 5

/** A wait looks again after a few milliseconds. What took longer is no waiting: the process stood still. */
const MOST_AT_ONCE_MS = 100

/** So many pieces of real work are named to people. */
const MOST_SEEN = 12

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
  readonly #holds: Set<{ isOver: boolean }> = new Set()
  readonly #io = new RealIo()
  #lookedAt: number | undefined
  #waitedMs = 0
  #pauseMs = 0
  #sawIo = false
  /** How many resources had begun when none was under way. */
  #quietAt = -1
  readonly #seen: Set<string> = new Set()
  #abandoned: readonly WorkSeen[] = []

  /** Something happened: the next wait begins anew. */
  reset(): void {
    this.#lookedAt = undefined
    this.#waitedMs = 0
    this.#pauseMs = 0
  }

  /** Real work that can be seen from beginning to end; what is returned ends it. */
  hold(): () => void {
    const hold = { isOver: false }
    this.#holds.add(hold)
    return () => {
      hold.isOver = true
      this.#holds.delete(hold)
    }
  }

  /** What is still open belongs to nobody who waits for it. */
  ignoreOpen(): void {
    if (this.#sawIo) this.#io.rebase()
  }

  /** What was last waited for until its limit and has not ended since, for people. */
  get abandoned(): readonly string[] {
    const open = this.#abandoned.filter((work) => work.isOpen())
    return [...new Set(open.map(({ text }) => text))]
  }

  get isHeld(): boolean {
    return this.#holds.size > 0
  }

  get hasSeenIo(): boolean {
    return this.#sawIo
  }

  /**
   * The real work under way that time has to stand still for; undefined where there is none, or where
   * it has taken longer than `limitMs`. From then on it counts as idle.
   *
   * @param isAwaited whether code is at work that may wait for an open connection.
   * @param isServed whether this process also writes what answers others.
   */
  underWay(
    isAwaited: () => boolean,
    limitMs: number,
    isServed = false,
  ): readonly string[] | undefined {
    const kinds = this.#io.inFlight(isServed)
    const isHeld = this.#holds.size > 0
    if (kinds.length === 0 && !isHeld) return undefined
    this.#sawIo = true
    this.#note()
    const mayBeIdle = !isHeld && RealIo.mayBeIdle(kinds) && !isAwaited()
    if (mayBeIdle ? this.#waited() < IDLE_CONNECTION_MS : this.lasts(limitMs)) {
      return isHeld ? [...kinds, REAL_WORK.held] : kinds
    }
    if (!mayBeIdle) this.#abandon()
    this.#io.rebase()
    this.#holds.clear()
    return undefined
  }

  /**
   * The real work under way that what can happen now waits for, so that the order in which that ends decides nothing.
   * An open connection is no work while no body could use it.
   *
   * @param isAwaited as for {@link underWay}.
   */
  holdingUp(isAwaited: () => boolean, limitMs: number): readonly string[] | undefined {
    const isHeld = this.#holds.size > 0
    const begun = resourcesBegun()
    if (!isHeld && this.#quietAt === begun) return undefined
    const kinds = this.#io.inFlight()
    if (kinds.length === 0 && !isHeld) {
      this.#quietAt = begun
      return undefined
    }
    if (!isHeld && RealIo.mayBeIdle(kinds) && !isAwaited()) return undefined
    return this.underWay(isAwaited, limitMs)
  }

  /** The real work that something has waited for, for people, as far as it is known. */
  get seen(): readonly string[] {
    return [...this.#seen]
  }

  /** What is open now is nobody's work, such as a server that was opened before. */
  begin(): void {
    this.#io.rebase()
  }

  #note(): void {
    if (this.#seen.size >= MOST_SEEN) return
    for (const { text } of this.#io.seen()) this.#seen.add(text)
  }

  #abandon(): void {
    const seen = this.#io.seen()
    const held = [...this.#holds]
    const isOpen = (): boolean => held.some(({ isOver }) => !isOver)
    this.#abandoned = seen.length > 0 ? seen : [{ text: REAL_WORK.held, isOpen }]
  }

  /**
   * Whether the wait, which begins now unless it is under way, has not taken `limitMs` yet. One that
   * somebody debugs lasts for as long as that takes.
   */
  lasts(limitMs: number): boolean {
    return this.#waited() < limitMs || isInspected()
  }

  #waited(): number {
    const now = realNow()
    this.#waitedMs += Math.min(now - (this.#lookedAt ?? now), MOST_AT_ONCE_MS)
    this.#lookedAt = now
    return this.#waitedMs
  }

  /** Lets real time pass; `next` runs soon, later each time. */
  pause(next: () => void): void {
    realSetTimeout(next, this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs + 1, LONGEST_PAUSE_MS)
  }
}
