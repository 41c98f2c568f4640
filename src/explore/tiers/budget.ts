import { SpentTime } from "../../world/limits/spent-time.ts"

/** What says how long an exploration has been at work. */
export interface Stopwatch {
  readonly elapsedMs: number
  /** Without the time in which others had the machine. */
  readonly spentMs: number
}

/** How much of an exploration's time and runs is used up. */
export class Budget {
  readonly budgetMs: number | undefined
  readonly #maxSchedules: number
  readonly #time: Stopwatch
  #schedules = 0

  constructor(
    budgetMs: number | undefined,
    maxSchedules: number,
    time: Stopwatch = new SpentTime(),
  ) {
    this.#time = time
    this.budgetMs = budgetMs
    this.#maxSchedules = maxSchedules
  }

  get schedules(): number {
    return this.#schedules
  }

  get elapsedMs(): number {
    return this.#time.elapsedMs
  }

  get spentMs(): number {
    return this.#time.spentMs
  }

  /** How much time is left of that multiple of the budget. */
  remainingMs(multiple: number): number {
    return this.budgetMs === undefined ? Infinity : this.budgetMs * multiple - this.spentMs
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
