import { realNow } from "../clock/real-timers.ts"

const loopUtilization = performance.eventLoopUtilization.bind(performance)

/**
 * Real time in which a run has waited for a process that loads its function. It happens once for many runs, and
 * is no work of any of them.
 */
export const processLoads: { spentMs: number } = { spentMs: 0 }

/** Of the real time so much counts at least, however busy the machine is. */
const LEAST_PART = 1 / 3

/**
 * How long this thread has been at work or has waited, as on a machine that does nothing else: on one
 * under load the thread stands still at times, and what it gets done in a second is less. Such time does
 * not count, but for a third of all that passes.
 */
export class SpentTime {
  readonly #startedAt = realNow()
  readonly #loadsBefore = processLoads.spentMs
  readonly #cpuBefore = process.cpuUsage()
  readonly #loopBefore = loopUtilization()

  get elapsedMs(): number {
    return realNow() - this.#startedAt
  }

  /** Without the time in which processes were started. */
  get spentMs(): number {
    return Math.max(0, this.#spentMs - (processLoads.spentMs - this.#loadsBefore))
  }

  get #spentMs(): number {
    const { elapsedMs } = this
    const { user, system } = process.cpuUsage(this.#cpuBefore)
    const { idle } = loopUtilization(this.#loopBefore)
    return Math.min(elapsedMs, Math.max(idle + (user + system) / 1_000, elapsedMs * LEAST_PART))
  }
}
