import { realNow } from "../../world/clock/real-timers.ts"

/** How much of an exploration's time and runs is used up. */
export class Budget {
  readonly budgetMs: number | undefined
  readonly #maxSchedules: number
  readonly #startedAt = realNow()
  #schedules = 0

  constructor(budgetMs: number | undefined, maxSchedules: number) {
    this.budgetMs = budgetMs
    this.#maxSchedules = maxSchedules
  }

  get schedules(): number {
    return this.#schedules
  }

  get elapsedMs(): number {
    return realNow() - this.#startedAt
  }

  count(schedules: number): void {
    this.#schedules += schedules
  }

  /** How many runs may still be made within that fraction of the whole. */
  left(fraction: number): number {
    if (this.budgetMs !== undefined && this.elapsedMs >= this.budgetMs * fraction) return 0
    if (this.#maxSchedules === Infinity) return Infinity
    return Math.max(0, Math.floor(this.#maxSchedules * fraction) - this.#schedules)
  }
}
