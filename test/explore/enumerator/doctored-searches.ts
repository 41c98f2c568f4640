import type { DurableTestRunner } from "durable-test-runner"
import type { ExecutorRequest } from "../../../src/explore/oracle/executor.ts"
import { type RunReport, toRunReport } from "../../../src/explore/oracle/run-report.ts"
import { DeviationSearch } from "../../../src/explore/tiers/deviation-search.ts"
import type { Strategy } from "../../../src/explore/tiers/strategy.ts"
import type { RunPlan } from "../../../src/schedule/run-plan.ts"
import { runSchedule } from "../../../src/schedule/run-schedule.ts"
import type { Scenario } from "../../../src/schedule/scenario.ts"
import { BodyResults } from "../../../src/schedule/body-results.ts"
import { type MergeableState, stateKeyOf } from "../../../src/schedule/state-key.ts"
import type { ScriptedWorld } from "../../../src/runner/scripted-world.ts"
import { StepBodies } from "../../../src/world/invocation/step-bodies.ts"
import type { Setting } from "./enumerate.ts"
import type { RunnableProgram } from "./programs.ts"
import { RecordingExecutor, scenarioOf, searchThrough } from "./search-outcomes.ts"

/** What is wrong with a search. */
export interface Doctoring {
  /** It looks at less than it says. */
  readonly narrows?: (setting: Setting) => Setting
  /** It misreads a run before it decides what to run next. */
  readonly misreads?: (report: RunReport, plan: RunPlan) => RunReport
  /** It does not run some of the schedules. */
  readonly skips?: (plan: RunPlan) => boolean
  /** It takes states for the same that differ. */
  readonly keyOf?: (state: StateParts) => unknown
  /** It ends runs at a known state also on the way to what they are made for. */
  readonly prunesOnTheWay?: boolean
}

/** What a state is known by; see `stateKeyOf`. */
export interface StateParts {
  readonly executions: readonly unknown[]
  readonly scripts: unknown
  readonly doubles: unknown
  readonly scheduled: unknown
  readonly budget: unknown
  readonly warm: unknown
  readonly observed: unknown
}

/** The outcomes of a merging search that is doctored. Sorted. */
export async function searchedDoctored(
  program: RunnableProgram,
  setting: Setting,
  doctoring: Doctoring,
): Promise<readonly string[]> {
  const { space, pageSize } = doctoring.narrows?.(setting) ?? setting
  const executor = new DoctoredExecutor(scenarioOf(program, pageSize), doctoring)
  const search = new DeviationSearch("systematic", space, { merges: true })
  await searchThrough(doctored(search, doctoring), executor)
  return executor.outcomes
}

function doctored(search: DeviationSearch, { misreads, skips }: Doctoring): Strategy {
  return {
    tier: search.tier,
    known: search.known,
    get isComplete() {
      return search.isComplete
    },
    next: (count) => {
      for (;;) {
        const plans = search.next(count)
        const left = plans.filter((plan) => skips?.(plan) !== true)
        if (left.length > 0 || plans.length === 0) return left
      }
    },
    take: (plan, report) => search.take(plan, misreads?.(report, plan) ?? report),
  }
}

/** Finds states by itself, with another key than the library's. */
class DoctoredExecutor extends RecordingExecutor {
  readonly #scenario: Scenario<DurableTestRunner>
  readonly #doctoring: Doctoring

  constructor(scenario: Scenario<DurableTestRunner>, doctoring: Doctoring) {
    super(scenario)
    this.#scenario = scenario
    this.#doctoring = doctoring
  }

  override async run(request: ExecutorRequest): Promise<readonly RunReport[]> {
    const { keyOf, prunesOnTheWay } = this.#doctoring
    if (keyOf === undefined && prunesOnTheWay !== true) return super.run(request)
    const reports: RunReport[] = []
    for (const plan of request.plans) {
      reports.push(await this.#runOne(plan, request.known ?? new Set()))
    }
    return reports
  }

  async #runOne(plan: RunPlan, known: ReadonlySet<string>): Promise<RunReport> {
    const { keyOf = (state) => state, prunesOnTheWay = false } = this.#doctoring
    const states: MergeableState[] = []
    let position = 0
    let session: ScriptedWorld | undefined
    let isMerged = false
    const run = await runSchedule(this.#scenario, plan, {
      see: (_decision, _world, seen) => {
        position++
        session = seen
      },
      watchBodies: (world) => {
        const invokes = (): void => {
          if (session === undefined) return
          if (!prunesOnTheWay && position < plan.prefix.length) return
          const { faultsLeft } = world.choiceSpace ?? { faultsLeft: 0 }
          const observed = this.#scenario.observe(() => new BodyResults())
          const text = stateKeyOf({ world, session, faultsLeft, observed })
          if (text === undefined) return
          const key = JSON.stringify(keyOf(partsOf(text)))
          states.push({ position, key })
          if (!known.has(key)) return
          isMerged = true
          throw new Error("This state is known.")
        }
        world.observe({ invokes })
        return new StepBodies(world)
      },
    })
    const report = { ...toRunReport(run, plan, []), states }
    if (!isMerged) this.note(run, report)
    return report
  }
}

function partsOf(text: string): StateParts {
  const [executions, scripts, doubles, scheduled, budget, warm, observed] = JSON.parse(
    text,
  ) as unknown[]
  return {
    executions: executions as unknown[],
    scripts,
    doubles,
    scheduled,
    budget,
    warm,
    observed,
  }
}
