import { DurableTestRunner } from "durable-test-runner"
import { Exploration } from "../../../src/explore/exploration.ts"
import type { Outcome } from "../../../src/explore/invariants/outcome.ts"
import { DEFAULT_INVARIANTS } from "../../../src/explore/invariants/invariant-name.ts"
import { toExploreSettings } from "../../../src/explore/options/explore-settings.ts"
import { toScenario } from "../../../src/explore/options/to-scenario.ts"
import type { Executor, ExecutorRequest } from "../../../src/explore/oracle/executor.ts"
import { LocalExecutor } from "../../../src/explore/oracle/local-executor.ts"
import type { RunReport } from "../../../src/explore/oracle/run-report.ts"
import type { Proof } from "../../../src/explore/report/verdict.ts"
import { DeviationSearch } from "../../../src/explore/tiers/deviation-search.ts"
import type { Strategy } from "../../../src/explore/tiers/strategy.ts"
import type { RunObserver, ScheduledRun } from "../../../src/schedule/run-schedule.ts"
import type { Scenario } from "../../../src/schedule/scenario.ts"
import { ended, type Setting, threw } from "./enumerate.ts"
import type { RunnableProgram } from "./programs.ts"

export function scenarioOf(
  { handler, prepare, observe }: RunnableProgram,
  pageSize: number,
): Scenario<DurableTestRunner> {
  const options = { prepare, observe, runner: { pageSize } }
  return toScenario(handler, options, (given) => new DurableTestRunner(given))
}

/** Makes the runs of a search, and keeps what they come to. */
export class RecordingExecutor implements Executor {
  readonly local: LocalExecutor<DurableTestRunner>
  readonly #outcomes: Set<string> = new Set()

  constructor(scenario: Scenario<DurableTestRunner>) {
    this.local = new LocalExecutor(scenario, { invariants: new Set(), predicates: [] })
  }

  /** Sorted. */
  get outcomes(): readonly string[] {
    return [...this.#outcomes].toSorted()
  }

  async run({ plans, known }: ExecutorRequest): Promise<readonly RunReport[]> {
    const observer: RunObserver = known === undefined ? {} : { isKnown: (key) => known.has(key) }
    const reports: RunReport[] = []
    for (const plan of plans) {
      const { run, report } = await this.local.runOne(plan, observer)
      this.note(run, report)
      reports.push(report)
    }
    return reports
  }

  note({ end, observed }: Pick<ScheduledRun, "end" | "observed">, { outcome }: RunReport): void {
    const came = JSON.stringify(observed)
    if (end.kind === "failed") this.#outcomes.add(`${threw(end.error)} ${came}`)
    if (outcome === undefined) return
    const { status, result, error } = outcome.value as Outcome
    this.#outcomes.add(`${ended(status, result, error)} ${came}`)
  }

  async close(): Promise<void> {}
}

interface Explored {
  readonly outcomes: readonly string[]
  readonly proof: Proof
  /** Whether each tier came to its end. */
  readonly isThrough: boolean
  readonly hasFixedLatencies: boolean
}

/** The outcomes of an exploration as a user makes it, without anything that ends it before it is through. */
export async function explored(
  program: RunnableProgram,
  { space, pageSize }: Setting,
): Promise<Explored> {
  const scenario = scenarioOf(program, pageSize)
  const executor = new RecordingExecutor(scenario)
  const { early, slow, anywhere, latencies, faults, maxFaults } = space
  const settings = toExploreSettings({
    early,
    slow,
    anywhere,
    latencies,
    faults,
    maxFaults,
    tiers: ["orders", "systematic"],
    without: DEFAULT_INVARIANTS,
    budgetMs: Infinity,
  })
  const { local } = executor
  const parts = { scenario, settings, local, executor, progress: () => {}, stored: [] }
  const exploration = new Exploration(parts)
  const finding = await exploration.next()
  if (finding !== undefined) throw new Error(`Nothing is checked: ${finding.violation.message}`)
  const { proof, tiers, hasFixedLatencies } = exploration
  const isThrough = tiers.every(({ isComplete }) => isComplete)
  return { outcomes: executor.outcomes, proof, isThrough, hasFixedLatencies }
}

/** The outcomes of the systematic search by itself, each schedule run to its end. */
export async function searchedUnmerged(
  program: RunnableProgram,
  { space, pageSize }: Setting,
): Promise<{ readonly outcomes: readonly string[]; readonly schedules: number }> {
  const executor = new RecordingExecutor(scenarioOf(program, pageSize))
  const search = new DeviationSearch("systematic", space, { merges: false })
  const schedules = await searchThrough(search, executor)
  return { outcomes: executor.outcomes, schedules }
}

/** To the end of the strategy. Returns how many schedules it has run. */
export async function searchThrough(strategy: Strategy, executor: Executor): Promise<number> {
  let schedules = 0
  for (;;) {
    const plans = strategy.next(16)
    if (plans.length === 0) return schedules
    schedules += plans.length
    const reports = await executor.run({ plans, known: strategy.known })
    for (const [index, plan] of plans.entries()) {
      const report = reports[index]
      if (report !== undefined) strategy.take(plan, report)
    }
  }
}
