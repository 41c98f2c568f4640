import type { Divergence } from "../runner/results/replay-verdict.ts"
import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import type { Exploration } from "./exploration.ts"
import type { ExploreSettings } from "./options/explore-settings.ts"
import type { Finding } from "./oracle/finding.ts"
import type { LocalExecutor } from "./oracle/local-executor.ts"
import type { Scenario } from "../schedule/scenario.ts"
import { findDivergence } from "./find-divergence.ts"
import { nearestOutcome } from "./report/outcome-diff.ts"
import { renderDifferences } from "./report/outcome-text.ts"
import { NearestPassing } from "./nearest-passing.ts"
import { locateViolation } from "./report/locate-violation.ts"
import type { Tracer } from "./report/tracer.ts"
import type { RunPlan } from "../schedule/run-plan.ts"
import type { Violation } from "./invariants/violation.ts"
import { Schedule } from "../schedule/schedule.ts"
import {
  type CriticalPair,
  findCriticalPair,
  type Happening,
  type PairEvaluation,
} from "../schedule/shrink/critical-pair.ts"
import { HeldOrder } from "../schedule/shrink/held-order.ts"
import { shrinkChoices, type ShrunkChoices } from "../schedule/shrink/shrink-choices.ts"
import { SpentTime } from "../world/limits/spent-time.ts"
import { shrinkLimits } from "./oracle/search-limits.ts"
import type { StoredDecision } from "../schedule/decision-log.ts"
import { type TracedRun, traceRun } from "./trace-run.ts"
import type { ExplorationFailure } from "./report/verdict.ts"

/** How many runs are made to find two events whose order decides. */
const PAIR_RUNS = 60
/** The same in a run without an end, which takes long. */
const ENDLESS_PAIR_RUNS = 8

/** For how long a failure is made smaller at least, and how many times as long until its pair is given up. */
const LEAST_SHRINK_MS = 1_500
const PAIR_TIME = 1.5

const UNREPEATED =
  "Run again, the same schedule does not show it: something decides that the runner does not control. " +
  "Is it state outside of the handler (pass createHandler), a fake that prepare does not reset, real I/O, " +
  "or a clock that is not patched?"

export interface ExplainedFailure {
  readonly failure: ExplorationFailure
  /** What could happen at each decision, for whoever replays it later. */
  readonly decisions: readonly StoredDecision[]
}

/**
 * Shrinks a failing run, runs it once more with somebody watching, and says what can be said of it.
 * Undefined if a run without faults has turned up in the meantime that comes to the same.
 */
export async function explainFinding<Runner extends ScriptedRunner>(
  finding: Finding,
  parts: {
    readonly exploration: Exploration<Runner>
    readonly local: LocalExecutor<Runner>
    readonly settings: ExploreSettings
    readonly scenario: Scenario<Runner>
  },
): Promise<ExplainedFailure | undefined> {
  return new Explanation(finding, parts).explain()
}

class Explanation<Runner extends ScriptedRunner> {
  readonly #finding: Finding
  readonly #exploration: Exploration<Runner>
  readonly #local: LocalExecutor<Runner>
  readonly #settings: ExploreSettings
  readonly #scenario: Scenario<Runner>
  readonly #time = new SpentTime()
  readonly #mostMs: number

  constructor(
    finding: Finding,
    parts: {
      readonly exploration: Exploration<Runner>
      readonly local: LocalExecutor<Runner>
      readonly settings: ExploreSettings
      readonly scenario: Scenario<Runner>
    },
  ) {
    this.#finding = finding
    this.#exploration = parts.exploration
    this.#local = parts.local
    this.#settings = parts.settings
    this.#scenario = parts.scenario
    // As many runs as are asked for, where the time is not bounded.
    this.#mostMs = Math.max(parts.settings.budgetMs ?? Infinity, LEAST_SHRINK_MS)
  }

  async explain(): Promise<ExplainedFailure | undefined> {
    const { plan, report, tier, number } = this.#finding
    const found = new Schedule(plan.space, report.chosen)
    const start = found.choices
    const shrunk = await this.#shrink(start)
    const choices = await this.#stillFailing([shrunk.choices, start])
    if (choices === undefined) return this.#unrepeated(found, shrunk.runs)
    const traced = await this.#trace(choices.choices)
    const { chosen, counts, fingerprint } = traced.report
    const schedule = new Schedule(plan.space, chosen, { counts, fingerprint })
    const { bodies, tracer } = traced
    const divergence = this.#finding.divergence ?? (await this.#divergence(choices))
    const passing = new NearestPassing(tracer.lines)
    const pair = await this.#criticalPair(choices.choices, passing)
    const { operation, sites } = locateViolation(choices.violation, {
      ...{ bodies, tracer, divergence, outside: traced.effects?.repeated },
      deciding: pair === undefined ? [] : [pair.first, pair.second].flatMap(involved(tracer)),
    })
    const failure: ExplorationFailure = {
      violation: { ...this.#besidePlain(choices.violation, traced), operation },
      schedule: String(schedule),
      foundBy: tier,
      foundAt: number,
      shrunk: {
        from: found.deviations,
        to: schedule.deviations,
        runs: shrunk.runs,
        isMinimal: shrunk.isMinimal,
      },
      trace: tracer.lines,
      logs: traced.logs,
      criticalPair: pair && inLines(pair, tracer),
      passingTrace: passing.lines,
      sites,
      divergence,
      surroundings: plan.surroundings,
    }
    return { failure, decisions: traced.decisions }
  }

  /** A predicate says that it does not hold, and not what else is there. */
  #besidePlain(violation: Violation, { report: { outcome } }: TracedRun): Violation {
    const [plain] = this.#exploration.outcomes
    const isPredicate = violation.invariant === "always" || violation.invariant === "eventually"
    if (!isPredicate || plain === undefined || outcome === undefined) return violation
    const [legal, seen] = [plain, outcome].map((each) => this.#exploration.compared(each))
    const differences = nearestOutcome([legal], seen)
    if (differences.length === 0) return violation
    const rows = renderDifferences(differences, { legal: "plain run", seen: "this run" })
    return {
      ...violation,
      message: `${violation.message}. This run differs from the plain run:\n${rows}`,
    }
  }

  async #shrink(start: readonly number[]): Promise<ShrunkChoices> {
    return this.#withShortRuns(async () =>
      shrinkChoices(start, {
        evaluate: (choices) => this.#evaluate(choices),
        maxRuns: this.#settings.maxShrinkRuns,
        isOver: () => this.#time.spentMs >= this.#mostMs,
      }),
    )
  }

  async #divergence({
    choices,
    violation,
  }: {
    readonly choices: readonly number[]
    readonly violation: Violation
  }): Promise<Divergence | undefined> {
    return this.#withShortRuns(async () =>
      findDivergence(this.#scenario, this.#planOf(choices), violation, this.#local.limits),
    )
  }

  get #isEndless(): boolean {
    return this.#finding.violation.invariant === "termination"
  }

  /** A run without an end is ended sooner here: it is made again and again. */
  async #withShortRuns<T>(work: () => Promise<T>): Promise<T> {
    const local = this.#local
    const { limits } = this.#exploration
    if (this.#isEndless) local.limits = shrinkLimits(limits)
    try {
      return await work()
    } finally {
      local.limits = limits
    }
  }

  /**
   * The same schedule does not show it again. Either it has turned out to be legal in the meantime, or
   * something decides that is no part of the schedule.
   */
  async #unrepeated(found: Schedule, runs: number): Promise<ExplainedFailure | undefined> {
    const { plan, report, tier, number } = this.#finding
    const still = await this.#exploration.violationsIn(report, plan)
    const violation = still.find((each) => this.#isSame(each))
    if (violation === undefined) return undefined
    const { deviations } = found
    const failure: ExplorationFailure = {
      violation: { ...violation, message: `${violation.message}\n${UNREPEATED}` },
      schedule: String(found),
      foundBy: tier,
      foundAt: number,
      shrunk: { from: deviations, to: deviations, runs, isMinimal: false },
      trace: [],
      passingTrace: [],
      logs: [],
      criticalPair: undefined,
      sites: [],
      divergence: undefined,
      surroundings: plan.surroundings,
    }
    return { failure, decisions: [] }
  }

  /** The first of the candidates that shows the violation, with all that is known by now. */
  async #stillFailing(
    candidates: readonly (readonly number[])[],
  ): Promise<{ readonly choices: readonly number[]; readonly violation: Violation } | undefined> {
    for (const choices of candidates) {
      const { violations } = await this.#exploration.violationsOf(this.#planOf(choices))
      const violation = violations.find((each) => this.#isSame(each))
      if (violation !== undefined) return { choices, violation }
    }
    // What several runs show together is shown by none of them.
    const { tier, violation, plan, report } = this.#finding
    const isOfOneRun = report.violations.some((each) => this.#isSame(each))
    if (tier !== "baseline" || isOfOneRun) return undefined
    return { choices: plan.prefix, violation }
  }

  async #evaluate(
    choices: readonly number[],
  ): Promise<{ readonly isSame: boolean; readonly chosen: readonly number[] }> {
    const { violations, chosen } = await this.#exploration.violationsOf(this.#planOf(choices))
    return { isSame: violations.some((violation) => this.#isSame(violation)), chosen }
  }

  #isSame({ signature }: Violation): boolean {
    return signature === this.#finding.violation.signature
  }

  async #criticalPair(
    choices: readonly number[],
    passing: NearestPassing,
  ): Promise<CriticalPair | undefined> {
    const evaluate = async (
      candidate: readonly number[],
      order?: readonly Happening[],
    ): Promise<PairEvaluation> => {
      const plan = this.#planOf(candidate)
      const traced = await traceRun(this.#local, plan, order && new HeldOrder(order))
      const violations = await this.#exploration.violationsIn(traced.report, plan)
      const passes = violations.length === 0
      if (passes) passing.consider(traced.tracer.lines)
      return { passes, happenings: traced.tracer.happenings }
    }
    const most = this.#isEndless ? ENDLESS_PAIR_RUNS : PAIR_RUNS
    const maxRuns = Math.min(most, this.#settings.maxShrinkRuns)
    const isOver = (): boolean => this.#time.spentMs >= this.#mostMs * PAIR_TIME
    return this.#withShortRuns(async () => {
      // The plain run is what readers compare with, if it passes.
      if (choices.length > 0) await evaluate([])
      return findCriticalPair(choices, evaluate, maxRuns, isOver, async (order) =>
        evaluate([], order),
      )
    })
  }

  #planOf(choices: readonly number[]): RunPlan {
    const { space, surroundings } = this.#finding.plan
    const plan: RunPlan = { space, prefix: choices, policy: { kind: "oldest-first" } }
    return surroundings === undefined ? plan : { ...plan, surroundings }
  }

  async #trace(choices: readonly number[]): Promise<TracedRun> {
    return traceRun(this.#local, this.#planOf(choices), undefined, true)
  }
}

function involved({ involved: ids }: Tracer): (happening: number) => readonly string[] {
  return (happening) => ids[happening] ?? []
}

/** As the lines of the trace are numbered; undefined where one of the two has no line. */
function inLines(
  { first, second, isExact }: CriticalPair,
  { lineNumbers }: Tracer,
): ExplorationFailure["criticalPair"] {
  const [one, other] = [lineNumbers[first], lineNumbers[second]]
  return one === undefined || other === undefined
    ? undefined
    : { first: one, second: other, isExact }
}
