import type { Instant } from "../../service/values/instant.ts"

/**
 * The time of one simulated world, in epoch milliseconds. It moves only when the world moves it, and
 * never backwards: a world that would need to go back has lost its event order.
 */
export class VirtualClock {
  readonly startedAt: Instant
  #now: Instant

  constructor(startedAt: Instant, now: Instant = startedAt) {
    this.startedAt = startedAt
    this.#now = now
  }

  get now(): Instant {
    return this.#now
  }

  get elapsedMs(): number {
    return this.#now - this.startedAt
  }

  moveTo(instant: Instant): void {
    if (!(instant >= this.#now)) {
      throw new Error(`Failed to move the virtual clock from ${this.#now} back to ${instant}.`)
    }
    this.#now = instant
  }
}
