import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import type { Exploration } from "./exploration.ts"
import type { ExploreSettings } from "./options/explore-settings.ts"
import type { Finding } from "./oracle/finding.ts"
import type { LocalExecutor } from "./oracle/local-executor.ts"
import type { Scenario } from "../schedule/scenario.ts"
import { findDivergence } from "./find-divergence.ts"
import { locateViolation } from "./report/locate-violation.ts"
import type { Tracer } from "./report/tracer.ts"
import type { RunPlan } from "../schedule/run-plan.ts"
import type { Violation } from "./invariants/violation.ts"
import { Schedule } from "../schedule/schedule.ts"
import { findCriticalPair } from "../schedule/shrink/critical-pair.ts"
import { shrinkChoices } from "../schedule/shrink/shrink-choices.ts"
import type { StoredDecision } from "../schedule/decision-log.ts"
import { type TracedRun, traceRun } from "./trace-run.ts"
import type { ExplorationFailure } from "./report/verdict.ts"

/** How many runs are made to find two events whose order decides. */
const PAIR_RUNS = 60

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
  }

  async explain(): Promise<ExplainedFailure | undefined> {
    const { plan, report, tier, number } = this.#finding
    const found = new Schedule(plan.space, report.chosen)
    const start = found.choices
    const shrunk = await shrinkChoices(start, {
      evaluate: (choices) => this.#evaluate(choices),
      maxRuns: this.#settings.maxShrinkRuns,
    })
    const choices = await this.#stillFailing([shrunk.choices, start])
    if (choices === undefined) return undefined
    const traced = await this.#trace(choices.choices)
    const { chosen, counts, fingerprint } = traced.report
    const schedule = new Schedule(plan.space, chosen, { counts, fingerprint })
    const { bodies, tracer } = traced
    const failing = this.#planOf(choices.choices)
    const divergence = await findDivergence(this.#scenario, failing, choices.violation)
    const { operation, sites } = locateViolation(choices.violation, { bodies, tracer, divergence })
    const failure: ExplorationFailure = {
      violation: { ...choices.violation, operation },
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
      criticalPair: await this.#criticalPair(choices.choices, tracer),
      sites,
      divergence,
    }
    return { failure, decisions: traced.decisions }
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
    // The baseline shows what it shows by being run twice.
    const { tier, violation, plan } = this.#finding
    return tier === "baseline" ? { choices: plan.prefix, violation } : undefined
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
    tracer: Tracer,
  ): Promise<ExplorationFailure["criticalPair"]> {
    const evaluate = async (
      candidate: readonly number[],
    ): Promise<{ readonly passes: boolean; readonly happenings: Tracer["happenings"] }> => {
      const traced = await this.#trace(candidate)
      const violations = await this.#exploration.violationsIn(
        traced.report,
        this.#planOf(candidate),
      )
      return { passes: violations.length === 0, happenings: traced.tracer.happenings }
    }
    const maxRuns = Math.min(PAIR_RUNS, this.#settings.maxShrinkRuns)
    const pair = await findCriticalPair(choices, evaluate, maxRuns)
    if (pair === undefined) return undefined
    const first = tracer.lineNumbers[pair.first]
    const second = tracer.lineNumbers[pair.second]
    if (first === undefined || second === undefined) return undefined
    return { first, second, isExact: pair.isExact }
  }

  #planOf(choices: readonly number[]): RunPlan {
    const { space } = this.#finding.plan
    return { space, prefix: choices, policy: { kind: "oldest-first" } }
  }

  async #trace(choices: readonly number[]): Promise<TracedRun> {
    return traceRun(this.#local, this.#planOf(choices))
  }
}
