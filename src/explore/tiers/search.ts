import type { Budget } from "./budget.ts"
import type { ChoiceKind } from "../../world/events/chooser.ts"
import { FailedBodies } from "../oracle/failed-bodies.ts"
import type { Executor } from "../oracle/executor.ts"
import type { Finding } from "../oracle/finding.ts"
import type { Outcome } from "../invariants/outcome.ts"
import type { Coverage } from "../../schedule/coverage.ts"
import type { Refinement } from "../oracle/refinement.ts"
import { RealIoNotes } from "../oracle/real-io.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport } from "../oracle/run-report.ts"
import type { Strategy } from "./strategy.ts"

/**
 * How many runs are made before anybody looks at what came of them. It is the same for any number of
 * threads, so that they all find the same; and it grows, so that they seldom wait for each other, by no
 * more than a small part of what has been run.
 */
const SMALLEST_BATCH = 16
const LARGEST_BATCH = 512
const BATCH_FRACTION = 1 / 16

/** So many runs more than half of what a strategy has run are made beyond its share, if it is through then. */
const NEARLY = 32

/** So few runs are also made beyond the whole time, up to this multiple of it: "exhaustive" tells more than "sampled". */
const BEYOND = 1.25

/** Up to so many times as long as the runs before may those of a strategy take: a crash at each record repeats all of them. */
const LONGEST_RUN = 16

/** Makes the runs that strategies ask for, and stops at the first in which something is wrong. */
export class Search {
  readonly coverage: Coverage = {}
  /** How many runs ended with each status. */
  readonly ends: Map<string, number> = new Map()
  readonly failedBodies: FailedBodies = new FailedBodies()
  readonly realIo: RealIoNotes = new RealIoNotes()
  /** Whether a body has armed a timer in some run. */
  awaitsTimers = false
  /** In how many runs each kind of fault has struck. */
  readonly strikes: Map<ChoiceKind, number> = new Map()
  readonly #executor: Executor
  readonly #budget: Budget
  readonly #refinement: Refinement
  readonly #progress: (strategy: Strategy) => void
  #haveBodiesDiffered = false

  constructor(parts: {
    readonly executor: Executor
    readonly budget: Budget
    readonly refinement: Refinement
    readonly progress: (strategy: Strategy) => void
  }) {
    this.#executor = parts.executor
    this.#budget = parts.budget
    this.#refinement = parts.refinement
    this.#progress = parts.progress
  }

  /**
   * Until the strategy is through, or that fraction of the budget is used up. One that is nearly through by
   * then is finished: on a machine under load the verdict is to be the same.
   */
  async run(strategy: Strategy, fraction: number): Promise<Finding | undefined> {
    const before = this.#budget.schedules
    let runMs: number | undefined
    for (;;) {
      const left = this.#budget.left(fraction, this.#timeFraction(strategy, fraction, before))
      if (left <= 0) return undefined
      const size = Math.min(this.#batch, left, this.#affordable(runMs))
      const plans = this.#telling(strategy.next(size))
      if (plans.length === 0) return undefined
      const startedMs = this.#budget.spentMs
      const reports = await this.#executor.run({ plans, known: strategy.known, mayStopEarly: true })
      runMs = (this.#budget.spentMs - startedMs) / plans.length
      const finding = await this.#look(strategy, plans, reports)
      this.#progress(strategy)
      if (finding !== undefined) return finding
    }
  }

  /**
   * How many runs of a large handler fit into the time: a usual batch of them may take many times the budget.
   * Runs of some strategies are much longer than others, so the first of them shows how long they take.
   *
   * @param runMs how long the last runs of the strategy took each; undefined before the first.
   */
  #affordable(runMs: number | undefined): number {
    const { schedules, spentMs } = this.#budget
    const remainingMs = this.#budget.remainingMs(BEYOND)
    const expectedMs = runMs ?? (schedules === 0 ? 0 : (spentMs / schedules) * LONGEST_RUN)
    if (this.#batch * expectedMs <= remainingMs) return Infinity
    return runMs === undefined ? 1 : Math.max(1, Math.floor(remainingMs / runMs))
  }

  #timeFraction({ pending = Infinity }: Strategy, fraction: number, before: number): number {
    const made = this.#budget.schedules - before
    if (made > 0 && pending <= NEARLY) return BEYOND
    return pending <= NEARLY + made / 2 ? 1 : fraction
  }

  /**
   * A body that returns something else when it runs again acts on fakes that may be in another state,
   * although they are observed to be in the same. Telling all states apart by what bodies return would
   * take many more runs, so that begins where a body has done so.
   */
  #telling(plans: readonly RunPlan[]): readonly RunPlan[] {
    return this.#haveBodiesDiffered ? plans.map((plan) => ({ ...plan, tellsBodies: true })) : plans
  }

  get #batch(): number {
    const part = Math.floor(this.#budget.schedules * BATCH_FRACTION)
    return Math.min(Math.max(part, SMALLEST_BATCH), LARGEST_BATCH)
  }

  async #look(
    strategy: Strategy,
    plans: readonly RunPlan[],
    reports: readonly RunReport[],
  ): Promise<Finding | undefined> {
    for (const [index, report] of reports.entries()) {
      const plan = plans[index]
      if (plan === undefined) continue
      this.#budget.count(1)
      this.note(report)
      const violation = await this.judge(report, plan)
      if (violation !== undefined) {
        const number = this.#budget.schedules
        return { violation, plan, report, tier: strategy.tier, number }
      }
      strategy.take(plan, report)
    }
    return undefined
  }

  /** What is wrong with a run, by itself or beside the others. */
  async judge(report: RunReport, plan: RunPlan): Promise<Finding["violation"] | undefined> {
    const [violation] = report.violations
    if (violation !== undefined) return violation
    if (report.end === "merged") return undefined
    return this.#refinement.check(report, plan)
  }

  note(report: RunReport): void {
    const { coverage, outcome, faultKinds } = report
    this.#haveBodiesDiffered ||= report.bodiesDiffer
    this.failedBodies.note(report)
    this.realIo.note(report)
    this.awaitsTimers ||= report.awaitsTimers
    for (const kind of new Set(faultKinds)) {
      this.strikes.set(kind, (this.strikes.get(kind) ?? 0) + 1)
    }
    const { status } = (outcome?.value ?? {}) as Partial<Outcome>
    if (status !== undefined) this.ends.set(status, (this.ends.get(status) ?? 0) + 1)
    for (const [name, count] of Object.entries(coverage)) {
      this.coverage[name] = (this.coverage[name] ?? 0) + count
    }
  }
}
