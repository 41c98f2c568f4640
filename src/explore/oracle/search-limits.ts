import type { DurableTestRunnerOptions } from "../../runner/options/runner-options.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import { EventLimitError, RunBudgetError } from "../../world/driving/world-errors.ts"
import type { RunLimits } from "../../schedule/run-limits.ts"

/** How many times what the plain run takes, and how much besides. */
const EVENTS = { times: 10, more: 500 }
/** A run that has shown that it does not end is made again to make sure. */
const BUSY_MS = { times: 20, least: 1_000, again: 500 }
const IO_MS = { times: 10, least: 1_000, most: 3_000 }

/** What the plain run has taken. */
export interface PlainSize {
  readonly events: number
  /** How long the slowest of the plain runs took, in milliseconds of real time. */
  readonly spentMs: number
  /** Whether a limit of the runner has ended it. Then it says nothing of how long a run takes. */
  readonly isEndless: boolean
}

/**
 * How long each run of a search may be. What the test has set itself counts, as it does in any run.
 *
 * @param options of the runner.
 */
export function searchLimits(
  { events, spentMs, isEndless }: PlainSize,
  options: DurableTestRunnerOptions,
): RunLimits {
  const { maxEvents, runBudgetMs, realIoTimeoutMs } = options
  if (isEndless) return runBudgetMs === undefined ? { runBudgetMs: BUSY_MS.again } : {}
  const ioMs = Math.ceil(Math.min(Math.max(spentMs * IO_MS.times, IO_MS.least), IO_MS.most))
  return {
    ...(maxEvents === undefined && {
      maxEvents: events * EVENTS.times + EVENTS.more,
      plainEvents: events,
    }),
    ...(runBudgetMs === undefined && {
      runBudgetMs: Math.ceil(Math.max(spentMs * BUSY_MS.times, BUSY_MS.least)),
    }),
    ...(realIoTimeoutMs === undefined && { realIoTimeoutMs: ioMs }),
  }
}

const SHRINK = { events: 3, moreEvents: 200, budgetMs: 250, ioMs: 250, handlerMs: 100 }

/**
 * While a run without an end is made smaller, each attempt has less time: what passes for endless by
 * mistake is found out when the smallest one is run again, by the limits of the search.
 */
export function shrinkLimits(limits: RunLimits): RunLimits {
  const { plainEvents, maxEvents = Infinity, runBudgetMs = Infinity } = limits
  const { realIoTimeoutMs = Infinity } = limits
  return {
    ...limits,
    ...(plainEvents !== undefined && {
      maxEvents: Math.min(maxEvents, plainEvents * SHRINK.events + SHRINK.moreEvents),
    }),
    runBudgetMs: Math.min(runBudgetMs, SHRINK.budgetMs),
    realIoTimeoutMs: Math.min(realIoTimeoutMs, SHRINK.ioMs),
    handlerTimeoutMs: SHRINK.handlerMs,
  }
}

/** Whether a limit of the runner has ended a run. */
export function neverEnds({ end }: Pick<ScheduledRun, "end">): boolean {
  if (end.kind !== "failed") return false
  return end.error instanceof RunBudgetError || end.error instanceof EventLimitError
}
