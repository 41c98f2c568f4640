import { realNow } from "../clock/real-timers.ts"
import { isInspected } from "./inspector.ts"

/** How many turns pass between two looks at the clock. */
const TURNS_BETWEEN_LOOKS = 8

/** The part of the limit that passes before the CPU time is looked at. */
const PART_BEFORE_CPU = 1 / 10

/** More at once is no work of the run: the process stood still, or a step computes for long, once. */
const MOST_AT_ONCE_MS = 250

/**
 * More between two batches of turns is work of others. The garbage collector works there too, in pauses that
 * are shorter.
 */
const MOST_BETWEEN_MS = 15

/** How many drives are under way in this thread. */
let drives = 0

/**
 * The real time that one drive keeps the thread busy. Waiting for I/O does not count. What the thread does
 * between two batches of turns counts for the only drive: it is the garbage collector that collects what the
 * drive has left.
 */
export class BusyTime {
  readonly #limitMs: number
  readonly #now: () => number
  /** Taken when a part of the limit is spent: most drives end before, and the look costs them much. */
  #cpuBefore: NodeJS.CpuUsage | undefined
  #turns = 0
  #lookedAt: number
  #isPaused = false
  #spentMs = 0

  /** To be ended by {@link end}. */
  constructor(limitMs: number, now: () => number = realNow) {
    this.#limitMs = limitMs
    this.#now = now
    this.#lookedAt = now()
    drives++
  }

  end(): void {
    drives--
  }

  get spentMs(): number {
    return this.#spentMs
  }

  /** The drive waits for something. */
  pause(): void {
    this.look()
    this.#isPaused = true
  }

  /** The thread comes back to this drive. */
  resume(): void {
    if (drives > 1 || this.#isPaused) this.#lookedAt = this.#now()
    else this.#spend(MOST_BETWEEN_MS)
    this.#isPaused = false
  }

  /** One more turn begins. */
  tick(): void {
    if (++this.#turns % TURNS_BETWEEN_LOOKS === 0) this.look()
  }

  look(): void {
    this.#spend(MOST_AT_ONCE_MS)
    if (this.#spentMs >= this.#limitMs * PART_BEFORE_CPU) this.#cpuBefore ??= process.cpuUsage()
  }

  #spend(mostMs: number): void {
    const now = this.#now()
    this.#spentMs += Math.min(now - this.#lookedAt, mostMs)
    this.#lookedAt = now
  }

  /** On a machine that is busy with other things, real time passes faster than the run gets on. */
  get isOver(): boolean {
    if (this.#spentMs < this.#limitMs) return false
    const { user, system } = process.cpuUsage(this.#cpuBefore)
    const busyMs = (user + system) / 1_000
    return busyMs >= this.#limitMs * (1 - PART_BEFORE_CPU) && !isInspected()
  }
}
