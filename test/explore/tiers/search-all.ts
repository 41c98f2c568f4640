import { DurableTestRunner, type ExploreOptions } from "durable-test-runner"
import { LocalExecutor } from "../../../src/explore/oracle/local-executor.ts"
import { toRunReport } from "../../../src/explore/oracle/run-report.ts"
import type { RunPlan } from "../../../src/schedule/run-plan.ts"
import type { RunReport } from "../../../src/explore/oracle/run-report.ts"
import { runSchedule } from "../../../src/schedule/run-schedule.ts"
import type { Scenario } from "../../../src/schedule/scenario.ts"
import type { ScheduleSpace } from "../../../src/schedule/format/schedule-space.ts"
import { BodyResults } from "../../../src/schedule/body-results.ts"
import { stateKeyOf } from "../../../src/schedule/state-key.ts"
import { DeviationSearch } from "../../../src/explore/tiers/deviation-search.ts"
import { toScenario } from "../../../src/explore/options/to-scenario.ts"
import type { ScriptedWorld } from "../../../src/runner/scripted-world.ts"
import { StepBodies } from "../../../src/world/invocation/step-bodies.ts"
import { durable, ORDERS_ONLY } from "../exploring.ts"

/** What all schedules of a handler come to. */
interface Found {
  readonly schedules: number
  readonly states: number
  /** Sorted. */
  readonly outcomes: readonly string[]
  /** What was prescribed in each run. */
  readonly prefixes: readonly string[]
}

/** Everything in any order, and as many crashes. */
export function crashes(maxFaults: number): ScheduleSpace {
  return { ...ORDERS_ONLY, faults: ["crash", "crash-after-persist"], maxFaults }
}

/** More, and a test would take too long. */
const MOST_SCHEDULES = 5_000

type Body = Parameters<typeof durable>[0]
type Options = ExploreOptions

/**
 * Runs all schedules.
 *
 * @param merging whether a run ends that comes to a known state: never, as the library does it, or,
 *   which is wrong, also on the way to what the run is made for.
 */
export async function searchAll(
  body: Body,
  space: ScheduleSpace,
  merging: "never" | "fresh" | "everywhere" = "fresh",
  options: Options = {},
): Promise<Found> {
  const scenario = toScenario(durable(body), options, (given) => new DurableTestRunner(given))
  const local = new LocalExecutor(scenario, { invariants: new Set(), predicates: [] })
  const { shard = { index: 0, count: 1 } } = options
  const search = new DeviationSearch("systematic", space, { merges: merging === "fresh", shard })
  const outcomes = new Set<string>()
  const passed = new Set<string>()
  const prefixes: string[] = []
  for (;;) {
    const plans = search.next(16)
    if (plans.length === 0) break
    const reports =
      merging === "everywhere"
        ? await pruneEverywhere(scenario, plans, passed)
        : await local.run({ plans, known: search.known })
    for (const [index, report] of reports.entries()) {
      const { outcome } = report
      if (outcome !== undefined) outcomes.add(JSON.stringify(outcome.form))
      search.take(plans[index] as RunPlan, report)
    }
    prefixes.push(...plans.map(({ prefix }) => prefix.join(".")))
    const schedules = prefixes.length
    if (schedules > MOST_SCHEDULES) throw new Error(`There are more than ${schedules} schedules.`)
  }
  return {
    schedules: prefixes.length,
    states: search.states,
    outcomes: [...outcomes].toSorted(),
    prefixes,
  }
}

/** A state that any run has passed ends the next one that comes to it, wherever that is. */
async function pruneEverywhere(
  scenario: Scenario<DurableTestRunner>,
  plans: readonly RunPlan[],
  passed: Set<string>,
): Promise<readonly RunReport[]> {
  const reports: RunReport[] = []
  for (const plan of plans) {
    const seen: { session?: ScriptedWorld } = {}
    const run = await runSchedule(scenario, plan, {
      see: (_decision, _world, session) => {
        seen.session = session
      },
      watchBodies: (world) => {
        const invokes = (): void => {
          if (seen.session === undefined) return
          const { session } = seen
          const { faultsLeft } = world.choiceSpace ?? { faultsLeft: 0 }
          const key =
            stateKeyOf({
              world,
              session,
              faultsLeft,
              observed: scenario.observe(() => new BodyResults()),
            }) ?? ""
          if (passed.has(key)) throw new Error("It has been passed before.")
          passed.add(key)
        }
        world.observe({ invokes })
        return new StepBodies(world)
      },
    })
    reports.push(toRunReport(run, plan, []))
  }
  return reports
}
