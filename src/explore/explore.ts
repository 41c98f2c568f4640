import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import type { LambdaHandler } from "../simulation/invocation.ts"
import { Exploration } from "./exploration.ts"
import type { ExploreOptions } from "./explore-options.ts"
import { toExploreSettings } from "./explore-settings.ts"
import { LocalExecutor } from "./local-executor.ts"
import { renderVerdict } from "./report/render-verdict.ts"
import type { Scenario } from "./scenario.ts"
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
  const local = new LocalExecutor(scenario, { predicates, invariants })
  const exploration = new Exploration({
    scenario,
    settings,
    local,
    executor: local,
    progress: () => {},
    stored: [],
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
