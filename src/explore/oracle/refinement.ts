import { SpentTime } from "../../world/limits/spent-time.ts"
import type { Executor } from "./executor.ts"
import { hiddenFailure } from "./failed-bodies.ts"
import type { ExploreSettings } from "../options/explore-settings.ts"
import { OtherWays } from "./other-ways.ts"
import { OutcomeSet } from "./outcome-set.ts"
import { type Difference, differencesOf, VaryingPlaces } from "./varying.ts"
import type { RunPlan, Surroundings } from "../../schedule/run-plan.ts"
import type { PolicySpec } from "../../schedule/policies/policy-spec.ts"
import type { RunReport } from "./run-report.ts"
import type { Outcome, RunOutcome } from "../invariants/outcome.ts"
import { nearestOutcome } from "../report/outcome-diff.ts"
import { describeEnd, renderDifferences } from "../report/outcome-text.ts"
import { elsewhere, tellsOf } from "./same-course.ts"
import { sharedMemory, sharesContainer } from "./sharing.ts"
import type { Violation } from "../invariants/violation.ts"
import { withoutFaults } from "../../schedule/format/schedule-space.ts"

/**
 * How many random runs without faults are made to explain one outcome, and all of them. One outcome gets
 * no more time than the whole search has.
 */
const RANDOM_RUNS = 128
const MOST_RANDOM_RUNS = 512
const RANDOM_BATCH = 16

/**
 * Crash refinement: faults may add no outcome that the runs without faults do not have. It needs no
 * specification: whatever the handler may do without a fault is right.
 *
 * Other operations after a fault are no violation by themselves: a body that runs again may decide
 * otherwise, and an order may be rare. They are a reason to replay the run.
 *
 * The runs without faults are seldom all known. So an outcome that is new has a chance to be explained:
 * runs without faults in which things happen in the order of that run are made first, and random ones
 * then, as several answers that come late together are in no other.
 */
export class Refinement {
  readonly faultless: OutcomeSet
  /** Outcomes of runs without faults that were made at other times, and with other numbers. */
  readonly #elsewhere: OutcomeSet
  /** Where outcomes depend on the time or on chance in a way that is not followed. */
  readonly varying: VaryingPlaces = new VaryingPlaces()
  readonly #otherSurroundings: readonly Surroundings[]
  readonly #settings: ExploreSettings
  readonly #executor: Executor
  readonly #refuted: Map<string, Violation> = new Map()
  readonly #randomPlan: (index: number) => RunPlan
  readonly #otherWays: OtherWays
  #randomRuns = 0
  #isComplete = false

  constructor(parts: {
    readonly settings: ExploreSettings
    readonly executor: Executor
    /** When, and with which seeds, a suspect schedule is run again. */
    readonly otherSurroundings: readonly Surroundings[]
    /** Random runs without faults, by their number. */
    readonly randomPlan: (index: number) => RunPlan
    /** Whether the replays of a run ask for something else than it has recorded. */
    readonly diverges: (plan: RunPlan) => Promise<boolean>
  }) {
    this.#settings = parts.settings
    this.#executor = parts.executor
    this.#randomPlan = parts.randomPlan
    this.#otherWays = new OtherWays(parts.diverges)
    this.#otherSurroundings = parts.otherSurroundings
    this.faultless = new OutcomeSet(this.varying)
    this.#elsewhere = new OutcomeSet(this.varying)
  }

  /** These places are not compared from now on. */
  learnVarying(differences: readonly Difference[]): void {
    if (!this.varying.learn(differences)) return
    this.faultless.varyingHasGrown()
    this.#elsewhere.varyingHasGrown()
    this.#refuted.clear()
  }

  /** A run without faults that was made at another time, or with other numbers, has ended so. */
  addElsewhere(report: RunReport): void {
    this.#elsewhere.add(report)
  }

  /** Every run without faults is known: nothing new needs to be explained. */
  complete(): void {
    this.#isComplete = true
  }

  /** @param plan what the run was made by. */
  async check(report: RunReport, plan: RunPlan): Promise<Violation | undefined> {
    const { outcome } = report
    if (outcome === undefined) return undefined
    if (report.faults === 0 && report.coldStarts === 0) {
      // What other random numbers lead to is legal, and no order that decides.
      if (report.space.draw !== undefined) {
        this.#elsewhere.add(report)
        return undefined
      }
      this.faultless.add(report)
      return this.#confluence(outcome)
    }
    if (mayEndOtherwise(report)) return this.#surfacing(report, outcome)
    if (sharesContainer(report)) {
      return this.#isFine(outcome)
        ? undefined
        : sharedMemory(report, this.#executor, this.faultless)
    }
    if (report.faults > 0 && !this.#settings.invariants.has("crash-refinement")) return undefined
    if (this.#isFine(outcome)) return this.#otherWay(report, outcome, plan)
    const key = this.faultless.keyOf(outcome)
    const known = this.#refuted.get(key)
    if (known !== undefined) return known
    if (await this.#explains(report, outcome)) return this.#otherWay(report, outcome, plan)
    if (await this.#isFineElsewhere(report, outcome, plan)) return undefined
    const violation = report.faults > 0 ? this.#violationOf(outcome) : this.#isolation(outcome)
    this.#refuted.set(key, violation)
    return violation
  }

  /** Where it is asked for, a body that has failed for good shows in how the execution ends. */
  #surfacing({ failedBodies }: RunReport, { value }: RunOutcome): Violation | undefined {
    const { optional, allow } = this.#settings
    const outcome = value as Outcome
    if (!optional.has("failures-surface") || allow(outcome)) return undefined
    return hiddenFailure(failedBodies, outcome)
  }

  /** Where it is asked for, the order of events decides nothing. */
  #confluence(outcome: RunOutcome): Violation | undefined {
    const [first] = this.faultless.examples
    if (!this.#settings.optional.has("confluence") || first === undefined) return undefined
    if (this.faultless.keyOf(outcome) === this.faultless.keyOf(first)) return undefined
    return {
      invariant: "confluence",
      message: `the order of events decides. This run differs from the plain run:\n${renderDifferences(
        nearestOutcome([this.compared(first)], this.compared(outcome)),
        { legal: "plain run", seen: "this run" },
      )}`,
      operation: undefined,
      signature: "confluence",
    }
  }

  #isFine(outcome: RunOutcome): boolean {
    // Crashes without end leave such a step no attempt that could succeed.
    if (outcome.isExhausted) return true
    if (this.#settings.allow(outcome.value as Outcome)) return true
    return this.faultless.has(outcome) || this.#elsewhere.has(outcome)
  }

  /** A run that ends as others do, and may have recorded other operations on its way there. */
  async #otherWay(
    report: RunReport,
    outcome: RunOutcome,
    plan: RunPlan,
  ): Promise<Violation | undefined> {
    const { invariants, allow } = this.#settings
    if (!invariants.has("replay-determinism") || allow(outcome.value as Outcome)) return undefined
    const isKnown = this.faultless.hasOperations(outcome) || this.#elsewhere.hasOperations(outcome)
    return isKnown ? undefined : this.#otherWays.check(report, plan, this.#isComplete)
  }

  /** Whether a run without faults comes to the same. */
  async #explains(report: RunReport, outcome: RunOutcome): Promise<boolean> {
    const inOrder = this.#plansInOrderOf(report)
    if (Object.keys(report.lastDraws).length > 0) {
      // A body that ran again drew other numbers, and a branch may depend on them.
      const draws = report.lastDraws
      await this.#learnElsewhere(inOrder.map((plan) => ({ ...plan, draws })))
      if (this.#isFine(outcome)) return true
    }
    if (report.space.draw !== undefined) {
      await this.#learnElsewhere(withDraw(inOrder, report.space.draw))
      if (this.#isFine(outcome)) return true
    }
    if (this.#isComplete) return false
    await this.#learn(inOrder)
    const last = Math.min(this.#randomRuns + RANDOM_RUNS, MOST_RANDOM_RUNS)
    const time = new SpentTime()
    const mostMs = this.#settings.budgetMs ?? Infinity
    while (!this.#isFine(outcome)) {
      if (this.#randomRuns >= last || time.spentMs >= mostMs) return false
      const plans = Array.from({ length: RANDOM_BATCH }, () => this.#randomPlan(this.#randomRuns++))
      await this.#learn(plans)
    }
    return true
  }

  #plansInOrderOf({ order, recordedOrder }: RunReport): RunPlan[] {
    const space = withoutFaults(this.#settings.space)
    const orders: PolicySpec[] = [
      { kind: "in-order", keys: order },
      { kind: "in-order", keys: recordedOrder },
    ]
    return orders.map((policy) => ({ space, prefix: [], policy }))
  }

  async #learn(plans: readonly RunPlan[]): Promise<void> {
    const reports = await this.#executor.run({ plans, known: undefined })
    for (const report of reports) this.faultless.add(report)
  }

  async #learnElsewhere(plans: readonly RunPlan[]): Promise<void> {
    const reports = await this.#executor.run({ plans, known: undefined })
    for (const report of reports) this.#elsewhere.add(report)
  }

  /**
   * Runs a suspect schedule again at other times and with other seeds. What differs then depends on these
   * and is compared no more; and an outcome that is legal there is legal here.
   */
  async #isFineElsewhere(report: RunReport, outcome: RunOutcome, plan: RunPlan): Promise<boolean> {
    for (const surroundings of this.#otherSurroundings) {
      const plans = [elsewhere(plan, report, surroundings)]
      const [again] = await this.#executor.run({ plans, known: undefined })
      if (again?.outcome === undefined) continue
      // Where that is compared, a body that by chance decides again as it did before says nothing.
      if (this.#settings.comparesBodies && report.bodiesDiffer && !again.bodiesDiffer) continue
      const orders = this.#plansInOrderOf(again)
      await this.#learnElsewhere(orders.map((order) => ({ ...order, surroundings })))
      const tells = tellsOf(again, report)
      if (tells && (report.awaitsTimers || again.fingerprint === report.fingerprint)) {
        this.learnVarying(differencesOf(outcome.form, again.outcome.form))
      }
      if (this.#isFine(outcome) || (tells && this.#isFine(again.outcome))) return true
    }
    return false
  }

  #violationOf(outcome: RunOutcome): Violation {
    const { status, error } = outcome.value as Outcome
    return {
      invariant: "crash-refinement",
      message: `a fault adds an outcome, ${this.#besideLegal(outcome, WITHOUT_FAULTS)}`,
      operation: undefined,
      signature: `crash-refinement ${status} ${error?.type ?? ""}`,
    }
  }

  #isolation(outcome: RunOutcome): Violation {
    return {
      invariant: "module-isolation",
      message: `something outside of the handler outlives an invocation. A new container adds an outcome, ${this.#besideLegal(
        outcome,
        IN_WARM_CONTAINERS,
      )}`,
      operation: undefined,
      signature: "module-isolation",
    }
  }

  /** An outcome beside the one of the legal ones that is most like it. */
  #besideLegal(outcome: RunOutcome, { among, legal, seen }: typeof WITHOUT_FAULTS): string {
    const { examples } = this.faultless
    const nearest = nearestOutcome(
      examples.map((example) => this.compared(example)),
      this.compared(outcome),
    )
    const which = examples.length === 1 ? "the only one" : `the nearest of ${examples.length}`
    const reservation = this.#isComplete ? "" : ", as far as was looked"
    const end = describeEnd(outcome.value as Outcome)
    const rows = renderDifferences(nearest, { legal, seen })
    return `${end}. It differs from ${which} ${among}${reservation}:\n${rows}`
  }

  /** As outcomes are compared: what is not compared is no difference. */
  compared(outcome: Pick<RunOutcome, "form">): unknown {
    return JSON.parse(this.faultless.keyOf(outcome)) as unknown
  }
}

/** By other random numbers, in these orders and in those of the plain run and of a few others. */
function withDraw(plans: readonly RunPlan[], draw: number): RunPlan[] {
  const [first] = plans
  const orders: PolicySpec[] = [{ kind: "oldest-first" }, { kind: "newest-body-first" }]
  const others = first === undefined ? [] : orders.map((policy) => ({ ...first, policy }))
  return [...plans, ...others].map((plan) => ({ ...plan, space: { ...plan.space, draw } }))
}

/** A correct handler too ends otherwise when a body fails for good, or somebody stops the execution. */
function mayEndOtherwise({ faultKinds }: RunReport): boolean {
  return faultKinds.includes("body-failure") || faultKinds.includes("stop")
}

const WITHOUT_FAULTS = {
  among: "without faults",
  legal: "without faults",
  seen: "with the fault",
}

const IN_WARM_CONTAINERS = {
  among: "in warm containers",
  legal: "warm container",
  seen: "new container",
}
