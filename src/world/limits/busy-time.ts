import { realNow } from "../clock/real-timers.ts"
import { isInspected } from "./inspector.ts"

/** How many turns pass between two looks at the clock. */
const TURNS_BETWEEN_LOOKS = 8

/** The part of the limit that passes before the CPU time is looked at. */
const PART_BEFORE_CPU = 1 / 10

/** More at once is no work of the run: the process stood still, or a step computes for long, once. */
const MOST_AT_ONCE_MS = 250

/**
 * The real time that one drive keeps the thread busy. What the thread does for others between two batches
 * of turns does not count, nor does waiting for I/O.
 */
export class BusyTime {
  readonly #limitMs: number
  /** Taken when a part of the limit is spent: most drives end before, and the look costs them much. */
  #cpuBefore: NodeJS.CpuUsage | undefined
  #turns = 0
  #lookedAt = realNow()
  #spentMs = 0

  constructor(limitMs: number) {
    this.#limitMs = limitMs
  }

  get spentMs(): number {
    return this.#spentMs
  }

  /** The thread comes back to this drive. */
  resume(): void {
    this.#lookedAt = realNow()
  }

  /** One more turn begins. */
  tick(): void {
    if (++this.#turns % TURNS_BETWEEN_LOOKS === 0) this.look()
  }

  look(): void {
    const now = realNow()
    this.#spentMs += Math.min(now - this.#lookedAt, MOST_AT_ONCE_MS)
    this.#lookedAt = now
    if (this.#spentMs >= this.#limitMs * PART_BEFORE_CPU) this.#cpuBefore ??= process.cpuUsage()
  }

  /** On a machine that is busy with other things, real time passes faster than the run gets on. */
  get isOver(): boolean {
    if (this.#spentMs < this.#limitMs) return false
    const { user, system } = process.cpuUsage(this.#cpuBefore)
    const busyMs = (user + system) / 1_000
    return busyMs >= this.#limitMs * (1 - PART_BEFORE_CPU) && !isInspected()
  }
}
