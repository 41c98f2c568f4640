import type { Instant } from "../service/values/instant.ts"
import type { ServePace } from "./serve-pace.ts"

/**
 * Time that jumps to what is due next, and stands still where that would take something from whoever is
 * outside: an execution whose callback waits for somebody has all the real time it needs.
 */
export class VirtualPace implements ServePace {
  readonly #nextOfWaiting: () => Instant
  #allowedUntil: Instant = -Infinity

  /** @param nextOfWaiting when something is due in an execution that waits for somebody outside. */
  constructor(nextOfWaiting: () => Instant) {
    this.#nextOfWaiting = nextOfWaiting
  }

  turnBegins(): void {}

  mayMoveTo(next: Instant): boolean {
    return next <= this.#allowedUntil || next < this.#nextOfWaiting()
  }

  restMs(): undefined {
    return undefined
  }

  allowUntil(instant: Instant): void {
    this.#allowedUntil = Math.max(this.#allowedUntil, instant)
  }
}
