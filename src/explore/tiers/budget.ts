import { SpentTime } from "../../world/limits/spent-time.ts"

/** How much of an exploration's time and runs is used up. */
export class Budget {
  readonly budgetMs: number | undefined
  readonly #maxSchedules: number
  readonly #time = new SpentTime()
  #schedules = 0

  constructor(budgetMs: number | undefined, maxSchedules: number) {
    this.budgetMs = budgetMs
    this.#maxSchedules = maxSchedules
  }

  get schedules(): number {
    return this.#schedules
  }

  get elapsedMs(): number {
    return this.#time.elapsedMs
  }

  count(schedules: number): void {
    this.#schedules += schedules
  }

  /**
   * How many runs may still be made within that fraction of the whole.
   *
   * @param timeFraction the same for the time, where it is another one.
   */
  left(fraction: number, timeFraction: number = fraction): number {
    const { budgetMs } = this
    if (budgetMs !== undefined && this.#time.spentMs >= budgetMs * timeFraction) return 0
    if (this.#maxSchedules === Infinity) return Infinity
    return Math.max(0, Math.floor(this.#maxSchedules * fraction) - this.#schedules)
  }
}
