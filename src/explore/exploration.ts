import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import { Baseline } from "./baseline.ts"
import { Budget } from "./budget.ts"
import type { Executor } from "./executor.ts"
import type { Tier } from "./explore-options.ts"
import type { ExploreSettings } from "./explore-settings.ts"
import type { Finding } from "./finding.ts"
import type { LocalExecutor } from "./local-executor.ts"
import type { Progress } from "./progress.ts"
import { Refinement } from "./refinement.ts"
import type { RunPlan } from "./run-plan.ts"
import type { Violation } from "./run-report.ts"
import type { Scenario } from "./scenario.ts"
import { Search } from "./search.ts"
import { DeviationSearch } from "./strategies/deviation-search.ts"
import { FaultSweep } from "./strategies/fault-sweep.ts"
import { FixedPlans } from "./strategies/fixed-plans.ts"
import { RandomSearch } from "./strategies/random-search.ts"
import type { Strategy } from "./strategies/strategy.ts"
import type { Proof, TierSummary } from "./verdict.ts"

/** Up to which part of the budget each tier may go. */
const FRACTIONS: Readonly<Record<Tier, number>> = {
  baseline: 1,
  orders: 0.25,
  "always-replay": 0.3,
  sweep: 0.6,
  systematic: 0.85,
  random: 1,
}

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
}

/** One search through the schedules of a handler, cheapest tier first. */
export class Exploration<Runner extends ScriptedRunner> {
  readonly budget: Budget
  readonly tiers: TierSummary[] = []
  readonly #parts: ExplorationParts<Runner>
  readonly #settings: ExploreSettings
  #baseline: Baseline | undefined
  #refinement: Refinement | undefined
  #search: Search | undefined
  #orders: DeviationSearch | undefined
  #systematic: DeviationSearch | undefined
  #random: RandomSearch | undefined

  constructor(parts: ExplorationParts<Runner>) {
    this.#parts = parts
    this.#settings = parts.settings
    this.budget = new Budget(parts.settings.budgetMs, parts.settings.maxSchedules)
  }

  get search(): Search | undefined {
    return this.#search
  }

  get outcomes(): number {
    return this.#refinement?.faultless.size ?? 0
  }

  get expectedMarks(): readonly string[] {
    return this.#baseline?.expectedMarks ?? []
  }

  /** The names of operations, by their ids. */
  get operationNames(): ReadonlyMap<string, string> {
    return this.#baseline?.operationNames ?? new Map()
  }

  async run(): Promise<Finding | undefined> {
    const baseline = await Baseline.of(this.#parts.scenario, this.#parts.local, this.#settings)
    this.#baseline = baseline
    this.budget.count(baseline.runs)
    this.tiers.push({ tier: "baseline", schedules: baseline.runs, isComplete: true })
    this.#refinement = new Refinement(this.#settings, this.#parts.executor, baseline.volatile)
    this.#search = this.#newSearch(this.#refinement)
    if (baseline.finding !== undefined) return baseline.finding
    return (
      (await this.#exploreOrders(this.#refinement)) ??
      (await this.#tryStored(this.#search)) ??
      (await this.#exploreFaults())
    )
  }

  get proof(): Proof {
    const { freedom, shard } = this.#settings
    const maxFaults = freedom.faults.length === 0 ? 0 : freedom.maxFaults
    const last = maxFaults === 0 ? this.#orders : this.#systematic
    const isComplete = this.#orders?.isComplete === true && last?.isComplete === true
    if (isComplete && shard.count === 1) {
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
    const refined = await this.#refinement?.check(report)
    const all = [...report.violations, refined]
    return {
      violations: all.filter((violation) => violation !== undefined),
      chosen: report.chosen,
    }
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

  /** Every order without a fault: what comes of these is right, whatever it is. */
  async #exploreOrders(refinement: Refinement): Promise<Finding | undefined> {
    const { freedom, shard } = this.#settings
    this.#orders = new DeviationSearch(
      "orders",
      { ...freedom, faults: [], maxFaults: 0 },
      { merges: true },
    )
    const finding = await this.#runTier(this.#orders)
    if (finding !== undefined) return finding
    if (this.#orders.isComplete && shard.count === 1) refinement.complete()
    return this.#exploreContainers()
  }

  /** Invocations in new containers come to what invocations in the old one do. */
  async #exploreContainers(): Promise<Finding | undefined> {
    const isAsked = this.#settings.optional.has("module-isolation")
    if (!isAsked || this.#parts.scenario.createHandler === undefined) return undefined
    const freedom = { ...this.#settings.freedom, coldStarts: true, faults: [], maxFaults: 0 }
    return this.#runTier(new DeviationSearch("orders", freedom, { merges: true }))
  }

  async #tryStored(search: Search): Promise<Finding | undefined> {
    const finding = await search.run(new FixedPlans("baseline", this.#parts.stored), 1)
    return finding && { ...finding, tier: "stored" }
  }

  async #exploreFaults(): Promise<Finding | undefined> {
    const { freedom, shard } = this.#settings
    if (freedom.faults.length === 0 || freedom.maxFaults === 0) return undefined
    const crashes = freedom.faults.filter(
      (kind) => kind === "crash" || kind === "crash-after-persist",
    )
    const replaying = crashes.filter((kind) => kind === "crash-after-persist")
    const single = { ...freedom, maxFaults: 1 }
    const search = { merges: true, shard }
    this.#systematic = new DeviationSearch("systematic", { ...freedom, faults: crashes }, search)
    this.#random = new RandomSearch(this.#settings, this.#baseline)
    return (
      (await this.#runTier(alwaysReplay({ ...freedom, faults: replaying }))) ??
      (await this.#runTier(new FaultSweep(single))) ??
      (crashes.length > 0 ? await this.#runTier(this.#systematic) : undefined) ??
      (this.proof.kind === "exhaustive" ? undefined : await this.#runTier(this.#random))
    )
  }

  async #runTier(strategy: Strategy): Promise<Finding | undefined> {
    const { tier } = strategy
    if (!this.#settings.tiers.has(tier) || this.#search === undefined) return undefined
    const before = this.budget.schedules
    const finding = await this.#search.run(strategy, FRACTIONS[tier])
    const isComplete = finding === undefined && strategy.isComplete
    this.tiers.push({ tier, schedules: this.budget.schedules - before, isComplete })
    return finding
  }
}

function alwaysReplay(freedom: ExploreSettings["freedom"]): FixedPlans {
  const orders = ["oldest-first", "newest-first"] as const
  const pages = [undefined, 1] as const
  const plans = pages.flatMap((pageSize) =>
    orders.map((order): RunPlan => ({
      freedom: { ...freedom, pageSize },
      prefix: [],
      policy: { kind: "always-replay", order },
    })),
  )
  return new FixedPlans("always-replay", plans)
}
