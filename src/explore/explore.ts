import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import { remoteHandlerOf } from "../world/remote-handlers.ts"
import { watching } from "../world/limits/watchdog.ts"
import type { Executor } from "./oracle/executor.ts"
import { realIoBehind } from "./confirm-finding.ts"
import { type ExplainedFailure, explainFinding } from "./explain-finding.ts"
import { Exploration } from "./exploration.ts"
import type { ExploreOptions } from "./options/explore-options.ts"
import { type ExploreSettings, toExploreSettings } from "./options/explore-settings.ts"
import { readExploreOptions } from "./options/read-explore-options.ts"
import { assertHandler } from "../runner/options/runner-errors.ts"
import { KnownFailures } from "./failures/known-failures.ts"
import type { StoredFailure } from "./failures/stored-failure.ts"
import { legalOutcomes } from "./legal-outcomes.ts"
import { LocalExecutor } from "./oracle/local-executor.ts"
import { replayStoredFailure } from "./failures/replay-stored-failure.ts"
import type { UncontrolledIo } from "./invariants/uncontrolled-io.ts"
import { renderVerdict } from "./report/render-verdict.ts"
import type { Scenario } from "../schedule/scenario.ts"
import { planOf } from "../schedule/schedule.ts"
import { defaultProgress } from "./report/terminal-progress.ts"
import { toScenario } from "./options/to-scenario.ts"
import { Verdict, type VerdictData } from "./report/verdict.ts"
import { tellVerdict } from "./verdict-listeners.ts"
import { WorkerExecutor } from "./workers/worker-executor.ts"

interface Explored<Runner extends ScriptedRunner> {
  readonly handler: LambdaHandler
  readonly options: ExploreOptions<Runner>
}

/**
 * Explores a handler; see `explore` of the main entry.
 *
 * @internal
 */
export async function exploreWith<Runner extends ScriptedRunner>(
  createRunner: Scenario<Runner>["createRunner"],
  handler: LambdaHandler,
  given: ExploreOptions<Runner> | undefined,
): Promise<Verdict> {
  assertHandler("call explore", handler)
  const options = readExploreOptions<Runner>(given)
  const settings = toExploreSettings(options, remoteHandlerOf(handler) !== undefined)
  const scenario = toScenario(handler, options, createRunner)
  const { watchdogMs = Infinity } = scenario.runnerOptions
  const watched = { watchdogMs, whereabouts: () => `  exploring ${nameOf(handler, options)}\n` }
  return watching(watched, async () => exploreScenario(scenario, settings, { handler, options }))
}

async function exploreScenario<Runner extends ScriptedRunner>(
  scenario: Scenario<Runner>,
  settings: ExploreSettings,
  { handler, options }: Explored<Runner>,
): Promise<Verdict> {
  const { predicates, invariants, only } = settings
  const known = new KnownFailures(options)
  if (only !== undefined) await replayStoredFailure(scenario, only, known.decisionsOf(only))
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
    const found = await firstFailure(exploration, { local, settings, scenario })
    const explained = found !== undefined && "failure" in found ? found : undefined
    // What shows at another time only, or only once, is no schedule to try first.
    if (explained !== undefined && isRepeatable(explained)) known.save(toStored(explained))
    else if (found === undefined && only === undefined) known.forgetAll()
    const legal = found === undefined ? await legalOutcomes(exploration, local) : []
    return toVerdict(exploration, found, settings, {
      legalOutcomes: legal,
      name: nameOf(handler, options),
      isWarmOnly: options.createHandler === undefined,
      remote: remoteHandlerOf(handler),
      showsLogs: (scenario.runnerOptions.logs ?? "on-failure") === "on-failure",
    })
  } finally {
    terminal?.end()
    await executor.close()
  }
}

function nameOf({ name }: LambdaHandler, options: { readonly name?: string }): string {
  return options.name ?? (name === "" ? "handler" : name)
}

async function firstFailure<Runner extends ScriptedRunner>(
  exploration: Exploration<Runner>,
  parts: {
    readonly local: LocalExecutor<Runner>
    readonly settings: ExploreSettings
    readonly scenario: Scenario<Runner>
  },
): Promise<ExplainedFailure | Undecided | undefined> {
  for (;;) {
    const finding = await exploration.next()
    if (finding === undefined) return undefined
    const uncontrolled = await realIoBehind(finding, { exploration, ...parts })
    if (uncontrolled !== undefined) return { uncontrolled }
    const explained = await explainFinding(finding, { exploration, ...parts })
    if (explained !== undefined) return explained
  }
}

/** Whether what was found is a violation cannot be told. */
interface Undecided {
  readonly uncontrolled: UncontrolledIo
}

function isRepeatable({ failure: { surroundings, trace } }: ExplainedFailure): boolean {
  return surroundings === undefined && trace.length > 0
}

/** What the next exploration has to know to try it first. */
function toStored({ failure, decisions }: ExplainedFailure): Omit<StoredFailure, "version"> {
  const { schedule, violation, foundBy } = failure
  const { signature, message } = violation
  return { schedule, signature, message, foundBy, decisions }
}

function toVerdict<Runner extends ScriptedRunner>(
  exploration: Exploration<Runner>,
  found: ExplainedFailure | Undecided | undefined,
  { shard, failsOnUnreached, space, observes }: ExploreSettings,
  about: Pick<VerdictData, "name" | "isWarmOnly" | "remote" | "legalOutcomes" | "showsLogs">,
): Verdict {
  const { budget, tiers, outcomes, coverage, notCompared, baseline } = exploration
  const data = {
    ...about,
    failure: found !== undefined && "failure" in found ? found.failure : undefined,
    uncontrolled: found !== undefined && "uncontrolled" in found ? found.uncontrolled : undefined,
    schedules: budget.schedules,
    elapsedMs: budget.elapsedMs,
    proof: found === undefined ? exploration.proof : undefined,
    tiers,
    outcomes: outcomes.length,
    notCompared,
    neverSeen: Object.keys(coverage).filter((mark) => coverage[mark] === 0),
    coverage,
    failedBodies: exploration.failedBodies,
    namedStrikes: exploration.namedStrikes,
    strikesAtRecordsOnly: space.faults.length > 0 && space.maxFaults > 0 && !space.anywhere,
    hasFixedLatencies: exploration.hasFixedLatencies,
    drawsNumbers: baseline?.drawsNumbers === true,
    realIo: exploration.realIo,
    isTimed: budget.budgetMs !== undefined,
    observes,
    coldStart: baseline?.cold?.difference,
    shard,
    failsOnUnreached,
  }
  return tellVerdict(new Verdict({ ...data, message: renderVerdict(data) }))
}
