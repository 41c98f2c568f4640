import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import type { LambdaHandler } from "../simulation/invocation.ts"
import { Exploration } from "./exploration.ts"
import type { ExploreOptions } from "./explore-options.ts"
import { toExploreSettings } from "./explore-settings.ts"
import { LocalExecutor } from "./local-executor.ts"
import { renderVerdict } from "./report/render-verdict.ts"
import type { Scenario } from "./scenario.ts"
import type { RunPlan } from "./run-plan.ts"
import type { Schedule } from "./schedule.ts"
import { ScheduleDivergedError } from "./schedule-diverged-error.ts"
import { toScenario } from "./to-scenario.ts"
import { Verdict } from "./verdict.ts"
import { explainFinding } from "./explain-finding.ts"

/**
 * Explores a handler; see `explore` of the main entry, which says how runners are made.
 *
 * @internal
 */
export async function exploreWith<Runner extends ScriptedRunner>(
  createRunner: Scenario<Runner>["createRunner"],
  handler: LambdaHandler,
  options: ExploreOptions<Runner>,
): Promise<Verdict> {
  const settings = toExploreSettings(options)
  const scenario = toScenario(handler, options, createRunner)
  const { predicates, invariants } = settings
  if (settings.only !== undefined) await replayStrictly(scenario, settings.only)
  const local = new LocalExecutor(scenario, { predicates, invariants })
  const exploration = new Exploration({
    scenario,
    settings,
    local,
    executor: local,
    progress: () => {},
    stored: settings.only === undefined ? [] : [planOf(settings.only)],
  })
  const finding = await exploration.run()
  const failure = finding && (await explainFinding(finding, { exploration, local, settings }))
  const marks = exploration.search?.marks ?? {}
  const names = exploration.operationNames
  const named = (mark: string): string =>
    mark.replaceAll(/\b[0-9a-f]{16}\b/gu, (id) => names.get(id) ?? id)
  const expected = new Set([...exploration.expectedMarks, ...Object.keys(marks)])
  const data = {
    name: options.name ?? (handler.name === "" ? "handler" : handler.name),
    failure,
    schedules: exploration.budget.schedules,
    elapsedMs: exploration.budget.elapsedMs,
    proof: failure === undefined ? exploration.proof : undefined,
    tiers: exploration.tiers,
    outcomes: exploration.outcomes,
    neverSeen: [...expected].filter((mark) => (marks[mark] ?? 0) === 0).map(named),
    marks: Object.fromEntries(Object.entries(marks).map(([mark, count]) => [named(mark), count])),
    isWarmOnly: options.createHandler === undefined,
    shard: settings.shard,
    failsOnUnreached: settings.failsOnUnreached,
  }
  return new Verdict({ ...data, message: renderVerdict(data) })
}

/** @throws {ScheduleDivergedError} if the schedule no longer fits what is explored. */
async function replayStrictly<Runner extends ScriptedRunner>(
  scenario: Scenario<Runner>,
  schedule: Schedule,
): Promise<void> {
  const runner = scenario.createRunner(scenario.runnerOptions)
  scenario.prepare(runner)
  const { createHandler, input } = scenario
  const handler = createHandler?.() ?? scenario.handler
  try {
    const options = createHandler === undefined ? {} : { createHandler }
    await runner.replaySchedule(schedule, handler, input, options)
  } catch (error) {
    // That the run fails may be the very thing that the schedule shows.
    if (error instanceof ScheduleDivergedError) throw error
  }
}

function planOf({ freedom, choices }: Schedule): RunPlan {
  return { freedom, prefix: choices, policy: { kind: "oldest-first" } }
}
