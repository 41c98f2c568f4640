import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import { Baseline } from "./oracle/baseline.ts"
import { type FaultKind, USUAL_FAULTS } from "../world/events/fault-kind.ts"
import type { BodyFailure } from "./report/ways-to-end.ts"
import { Budget } from "./tiers/budget.ts"
import { replayDiverges } from "./find-divergence.ts"
import { findLostMemory } from "./lost-memory.ts"
import type { Executor } from "./oracle/executor.ts"
import type { OutcomeExample } from "./oracle/outcome-set.ts"
import type { ExploreSettings } from "./options/explore-settings.ts"
import type { Finding } from "./oracle/finding.ts"
import type { LocalExecutor } from "./oracle/local-executor.ts"
import type { Progress } from "./report/progress.ts"
import { Refinement } from "./oracle/refinement.ts"
import type { RunLimits } from "../schedule/run-limits.ts"
import { searchLimits } from "./oracle/search-limits.ts"
import type { RunPlan } from "../schedule/run-plan.ts"
import type { RunReport } from "./oracle/run-report.ts"
import type { Outcome } from "./invariants/outcome.ts"
import { withoutSuccess } from "./invariants/success.ts"
import type { Violation } from "./invariants/violation.ts"
import type { Scenario } from "../schedule/scenario.ts"
import { otherSurroundings } from "./options/to-scenario.ts"
import { withoutFaults } from "../schedule/format/schedule-space.ts"
import { Search } from "./tiers/search.ts"
import { DeviationSearch } from "./tiers/deviation-search.ts"
import { COURSE, type Leg, legsOf } from "./tiers/course.ts"
import { faultStrategies, isCrash } from "./tiers/fault-strategies.ts"
import { FixedPlans } from "./tiers/fixed-plans.ts"
import { randomPlan, randomTierOf } from "./tiers/random.ts"
import type { RandomSearch } from "./tiers/random-search.ts"
import type { RealIoSeen } from "./invariants/uncontrolled-io.ts"
import type { Strategy } from "./tiers/strategy.ts"
import type { Proof, TierSummary } from "./report/verdict.ts"

export interface ExplorationParts<Runner extends ScriptedRunner> {
  readonly scenario: Scenario<Runner>
  readonly settings: ExploreSettings
  /** Makes single runs that are looked at closely. */
  readonly local: LocalExecutor<Runner>
  /** Makes all others. */
  readonly executor: Executor
  readonly progress: (progress: Progress) => void
  /** Failures that were found before. */
  readonly stored: readonly RunPlan[]
  /** The order of the tiers. Default: {@link COURSE}. */
  readonly course?: readonly Leg[]
}

type Strategies = Partial<Record<Leg["tier"], Strategy>>

/** One search through the schedules of a handler, cheapest tier first. */
export class Exploration<Runner extends ScriptedRunner> {
  readonly budget: Budget
  /** What each run may take once it is known what the plain run takes. */
  limits: RunLimits = {}
  readonly #summaries: Map<Strategy | undefined, TierSummary> = new Map()
  readonly #parts: ExplorationParts<Runner>
  readonly #settings: ExploreSettings
  readonly #queue: (() => Promise<Finding | undefined>)[]
  #baseline: Baseline | undefined
  #isInterrupted = false
  #refinement: Refinement | undefined
  #search: Search | undefined
  #orders: DeviationSearch | undefined
  #systematic: DeviationSearch | undefined
  #random: RandomSearch | undefined

  constructor(parts: ExplorationParts<Runner>) {
    this.#parts = parts
    this.#settings = parts.settings
    this.budget = new Budget(parts.settings.budgetMs, parts.settings.maxSchedules)
    this.#queue = [() => this.#begin()]
  }

  /** What each tier has done, in the order in which they began. */
  get tiers(): readonly TierSummary[] {
    return [...this.#summaries.values()]
  }

  /** The outcomes of the runs without faults, in the order in which they were found. */
  get outcomes(): readonly OutcomeExample[] {
    return this.#refinement?.faultless.examples ?? []
  }

  /** An outcome as outcomes are compared. */
  compared(outcome: Pick<OutcomeExample, "form">): unknown {
    return this.#refinement?.compared(outcome)
  }

  /** Where outcomes depend on the time or on chance, and are not compared. */
  get notCompared(): readonly string[] {
    return this.#refinement?.varying.paths ?? []
  }

  /** Whether bodies await timers, and the search lets each take the same time in all runs. */
  get hasFixedLatencies(): boolean {
    return this.#search?.awaitsTimers === true && !this.#settings.space.latencies
  }

  get baseline(): Baseline | undefined {
    return this.#baseline
  }

  get realIo(): RealIoSeen | undefined {
    return this.#search?.realIo.seen
  }

  /** How executions end in which the body of a step fails for good. */
  get failedBodies(): readonly BodyFailure[] {
    return this.#search?.failedBodies.all ?? []
  }

  /** In how many runs faults have struck that strike only where they are named. */
  get namedStrikes(): Readonly<Partial<Record<FaultKind, number>>> {
    const { faults } = this.#settings.space
    const named = faults.filter((kind) => !USUAL_FAULTS.includes(kind))
    return Object.fromEntries(named.map((kind) => [kind, this.#search?.strikes.get(kind) ?? 0]))
  }

  /** What was seen, and 0 for what ought to be and was not. */
  get coverage(): Readonly<Record<string, number>> {
    const names = this.#baseline?.operationNames
    const seen = this.#search?.coverage ?? {}
    const coverage: Record<string, number> = {}
    for (const mark of [...(this.#baseline?.expectedCoverage ?? []), ...Object.keys(seen)]) {
      const named = mark.replaceAll(/\b[0-9a-f]{16}\b/gu, (id) => names?.get(id) ?? id)
      coverage[named] = seen[mark] ?? 0
    }
    return coverage
  }

  /**
   * Searches on until something is wrong, or to the end. A finding that has turned out to be none may be
   * followed by another call.
   */
  async next(): Promise<Finding | undefined> {
    for (let part = this.#queue[0]; part !== undefined; part = this.#queue[0]) {
      const finding = await part()
      if (finding !== undefined) {
        // The rest of its batch has not been looked at.
        this.#isInterrupted = true
        return finding
      }
      this.#queue.shift()
    }
    return undefined
  }

  async #begin(): Promise<Finding | undefined> {
    const baseline = await Baseline.of(this.#parts.scenario, this.#parts.local, this.#settings)
    this.#baseline = baseline
    this.limits = searchLimits(baseline.size, this.#parts.scenario.runnerOptions)
    this.#parts.executor.limits = this.limits
    this.#parts.local.limits = this.limits
    const { cold } = baseline
    const runs = baseline.reports.length + (cold === undefined ? 0 : 1)
    this.budget.count(runs)
    this.#summaries.set(undefined, { tier: "baseline", schedules: runs, isComplete: true })
    const faultless = withoutFaults(this.#settings.space)
    const random = randomTierOf(this.#settings.seed, faultless, baseline)
    this.#refinement = new Refinement({
      settings: this.#settings,
      executor: this.#parts.executor,
      otherSurroundings: otherSurroundings(this.#parts.scenario, baseline.startedAt),
      randomPlan: (index) => randomPlan(index, random),
      diverges: (plan) => replayDiverges(this.#parts.scenario, plan, this.limits),
    })
    this.#refinement.learnVarying(baseline.varying)
    this.#refinement.addElsewhere(baseline.later)
    // Each thread has a cold run of its own.
    if (cold !== undefined) this.#refinement.addElsewhere(cold.report)
    this.#search = this.#newSearch(this.#refinement)
    for (const report of baseline.reports) this.#search.note(report)
    const { only } = this.#settings
    if (only === undefined && baseline.finding !== undefined) return baseline.finding
    this.#enqueue(this.#refinement, this.#search, baseline)
    return undefined
  }

  get proof(): Proof {
    const { space, shard, only } = this.#settings
    if (only !== undefined) return { kind: "replayed", schedule: String(only) }
    const last =
      space.faults.length === 0 || space.maxFaults === 0 ? this.#orders : this.#systematic
    const maxFaults = space.faults.some(isCrash) ? space.maxFaults : 0
    const isComplete = this.#orders?.isComplete === true && last?.isComplete === true
    if (isComplete && shard.count === 1 && !this.#isInterrupted && !this.hasFixedLatencies) {
      return { kind: "exhaustive", maxFaults, states: last.states }
    }
    const deviations = this.#systematic?.deviations ?? this.#orders?.deviations ?? 0
    return { kind: "sampled", deviations, escape: this.#random?.escape }
  }

  /** What one run shows, beside all that is known: shrinking looks for the same in less. */
  async violationsOf(plan: RunPlan): Promise<{
    readonly violations: readonly Violation[]
    readonly chosen: readonly number[]
  }> {
    const { report } = await this.#parts.local.runOne(plan)
    return { violations: await this.violationsIn(report, plan), chosen: report.chosen }
  }

  /** What is wrong with a run, by itself and beside all that is known. */
  async violationsIn(report: RunReport, plan: RunPlan): Promise<readonly Violation[]> {
    const refined = await this.#refinement?.check(report, plan)
    return [...report.violations, ...(refined === undefined ? [] : [refined])]
  }

  #newSearch(refinement: Refinement): Search {
    return new Search({
      executor: this.#parts.executor,
      budget: this.budget,
      refinement,
      progress: ({ tier }) =>
        this.#parts.progress({
          tier,
          schedules: this.budget.schedules,
          states: Math.max(this.#orders?.states ?? 0, this.#systematic?.states ?? 0),
          elapsedMs: this.budget.elapsedMs,
          budgetMs: this.budget.budgetMs,
        }),
    })
  }

  #enqueue(refinement: Refinement, search: Search, baseline: Baseline): void {
    const { space, shard, only, tiers } = this.#settings
    const orders = new DeviationSearch("orders", withoutFaults(space), { merges: true })
    this.#orders = orders
    const faults = only === undefined ? faultStrategies(this.#settings, baseline) : {}
    this.#systematic = faults.systematic
    this.#random = faults.random
    const strategies: Strategies = { orders, ...faults }
    const { course = COURSE } = this.#parts
    // One schedule that is run again is no reason to search on: its orders get what they always get.
    const isRun = (tier: Leg["tier"]): boolean => only !== undefined || tier in strategies
    const legs = legsOf(course, (tier) => tiers.has(tier) && isRun(tier))
    const first = legs.find(({ tier }) => tier === "orders")
    // What was found before comes first, after the orders of a small handler.
    if (first === undefined) this.#enqueueStored(search)
    for (const leg of legs) {
      const { [leg.tier]: strategy } = strategies
      if (strategy !== undefined) this.#queue.push(() => this.#runLeg(strategy, leg))
      if (leg.tier !== "orders") continue
      this.#queue.push(async () => {
        if (orders.isComplete && shard.count === 1 && !this.#isInterrupted) refinement.complete()
        return undefined
      })
      if (leg !== first) continue
      this.#enqueueContainers(leg)
      this.#enqueueStored(search)
    }
    // The schedule of the plain run names it.
    if ((only?.deviations ?? 0) === 0) this.#queue.push(async () => findLostMemory(this.#parts))
    if (only === undefined) this.#queue.push(async () => this.#withoutSuccess(baseline))
  }

  #enqueueContainers(leg: Leg): void {
    const { space, optional } = this.#settings
    const { createHandler } = this.#parts.scenario
    if (!optional.has("module-isolation") || createHandler === undefined) return
    const coldly = { ...withoutFaults(space), coldStarts: true }
    const containers = new DeviationSearch("orders", coldly, { merges: true })
    this.#queue.push(() => this.#runLeg(containers, leg))
  }

  #enqueueStored(search: Search): void {
    const stored = new FixedPlans("baseline", this.#parts.stored)
    this.#queue.push(async () => {
      const finding = await search.run(stored, 1)
      return finding && { ...finding, tier: "stored" }
    })
  }

  #withoutSuccess({ reports: [report] }: Baseline): Finding | undefined {
    const { invariants, space } = this.#settings
    if (!invariants.has("success") || report === undefined) return undefined
    const ends = this.#search?.ends ?? new Map<string, number>()
    const plain = report.outcome?.value as Outcome | undefined
    const violation = withoutSuccess(ends, plain, this.realIo)
    if (violation === undefined) return undefined
    const policy = { kind: "oldest-first" } as const
    const plan = { space: withoutFaults(space), prefix: [], policy }
    return { violation, plan, report, tier: "baseline", number: 1 }
  }

  async #runLeg(strategy: Strategy, { until }: Leg): Promise<Finding | undefined> {
    const { tier } = strategy
    if (this.#search === undefined) return undefined
    if (tier === "random" && this.proof.kind === "exhaustive") return undefined
    const earlier = this.#summaries.get(strategy)
    if (earlier?.isComplete === true) return undefined
    const before = this.budget.schedules
    const finding = await this.#search.run(strategy, until)
    const schedules = (earlier?.schedules ?? 0) + this.budget.schedules - before
    const isComplete = finding === undefined && strategy.isComplete
    this.#summaries.set(strategy, { tier, schedules, isComplete })
    return finding
  }
}
