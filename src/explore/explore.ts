import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { Executor } from "./oracle/executor.ts"
import { type ExplainedFinding, explainFinding } from "./explain-finding.ts"
import { Exploration } from "./exploration.ts"
import type { ExploreOptions } from "./options/explore-options.ts"
import { type ExploreSettings, toExploreSettings } from "./options/explore-settings.ts"
import { KnownFailures } from "./failures/known-failures.ts"
import { LocalExecutor } from "./oracle/local-executor.ts"
import { replayStrictly } from "../schedule/replay-strictly.ts"
import { renderVerdict } from "./report/render-verdict.ts"
import type { Scenario } from "../schedule/scenario.ts"
import { planOf } from "../schedule/schedule.ts"
import { defaultProgress } from "./report/terminal-progress.ts"
import { toScenario } from "./options/to-scenario.ts"
import { Verdict, type VerdictData } from "./report/verdict.ts"
import { WorkerExecutor } from "./workers/worker-executor.ts"

/**
 * Explores a handler; see `explore` of the main entry.
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
  const known = new KnownFailures(options)
  const { predicates, invariants, only } = settings
  if (only !== undefined) await replayStrictly(scenario, only, known.decisionsOf(only))
  const judging = { predicates, invariants }
  const local = new LocalExecutor(scenario, judging)
  const { workers } = options
  const executor: Executor = workers === undefined ? local : new WorkerExecutor(workers, judging)
  const terminal = options.progress === undefined ? defaultProgress() : undefined
  const progress =
    options.progress === false ? () => {} : (options.progress ?? terminal ?? (() => {}))
  try {
    const stored = only === undefined ? known.plans : [planOf(only)]
    const parts = { scenario, settings, local, executor, progress, stored }
    const exploration = new Exploration(parts)
    const explained = await firstFailure(exploration, local, settings)
    if (explained !== undefined) known.save(explained)
    else if (only === undefined) known.forgetAll()
    return toVerdict(exploration, explained, settings, {
      name: options.name ?? (handler.name === "" ? "handler" : handler.name),
      isWarmOnly: options.createHandler === undefined,
    })
  } finally {
    terminal?.end()
    await executor.close()
  }
}

async function firstFailure<Runner extends ScriptedRunner>(
  exploration: Exploration<Runner>,
  local: LocalExecutor<Runner>,
  settings: ExploreSettings,
): Promise<ExplainedFinding | undefined> {
  for (;;) {
    const finding = await exploration.next()
    if (finding === undefined) return undefined
    const explained = await explainFinding(finding, { exploration, local, settings })
    if (explained !== undefined) return explained
  }
}

function toVerdict<Runner extends ScriptedRunner>(
  exploration: Exploration<Runner>,
  explained: ExplainedFinding | undefined,
  { shard, failsOnUnreached }: ExploreSettings,
  about: Pick<VerdictData, "name" | "isWarmOnly">,
): Verdict {
  const { budget, tiers, outcomes, marks, notCompared } = exploration
  const data = {
    ...about,
    failure: explained?.failure,
    schedules: budget.schedules,
    elapsedMs: budget.elapsedMs,
    proof: explained === undefined ? exploration.proof : undefined,
    tiers,
    outcomes,
    notCompared,
    neverSeen: Object.keys(marks).filter((mark) => marks[mark] === 0),
    marks,
    shard,
    failsOnUnreached,
  }
  return new Verdict({ ...data, message: renderVerdict(data) })
}
