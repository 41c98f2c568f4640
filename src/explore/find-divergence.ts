import {
  checkPlainRuns,
  divergenceOf,
  type RecordedRun,
  type RecordOptions,
} from "../replay/judge/check.ts"
import { ScheduledRunWatcher } from "../replay/record/run-watcher.ts"
import type { Divergence } from "../runner/results/replay-verdict.ts"
import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import { withoutFaults } from "../schedule/format/schedule-space.ts"
import type { RunLimits } from "../schedule/run-limits.ts"
import type { RunPlan } from "../schedule/run-plan.ts"
import { runSchedule } from "../schedule/run-schedule.ts"
import type { Scenario } from "../schedule/scenario.ts"
import { hashOperationPath } from "../world/events/operation-path.ts"
import { StepBodies } from "../world/invocation/step-bodies.ts"
import type { InvariantName } from "./invariants/invariant-name.ts"
import type { Violation } from "./invariants/violation.ts"

/** A divergence explains none of these: they are about the world, or about what the test asks for. */
const UNRELATED: ReadonlySet<InvariantName> = new Set<InvariantName>([
  "callbacks",
  "time",
  "hygiene",
  "confluence",
])

/**
 * Replays a failing handler as a replay check does: first its plain run, then the failing one. An outcome
 * that only a fault leads to is often that of a replay that goes another way, and the replay check knows
 * why. Undefined if no replay diverges.
 */
export async function findDivergence<Runner extends ScriptedRunner>(
  scenario: Scenario<Runner>,
  failing: RunPlan,
  { invariant, operation }: Pick<Violation, "invariant" | "operation">,
  limits: RunLimits,
): Promise<Divergence | undefined> {
  if (UNRELATED.has(invariant)) return undefined
  const warm = await inOneContainer(scenario)
  const { handler } = warm
  const space = withoutFaults(failing.space)
  const attempts = [
    async () => {
      const { divergence } = await checkPlainRuns(handler, (options) =>
        recordPlan(
          warm,
          { space, prefix: [], policy: { kind: options.order } },
          { ...options, limits },
        ),
      )
      return divergence
    },
    async () =>
      divergenceOf(handler, (options) => recordPlan(warm, failing, { ...options, limits })),
    async () =>
      divergenceOf(handler, (options) => recordPlan(scenario, failing, { ...options, limits })),
  ]
  let first: Divergence | undefined
  for (const attempt of attempts.slice(0, scenario.createHandler === undefined ? 2 : 3)) {
    const divergence = await withoutErrors(attempt)
    if (divergence === undefined) continue
    if (isOf(divergence, operation)) return divergence
    first ??= divergence
  }
  return first
}

/** Whether replays ask for something else than was recorded, in the plain run or in this one. */
export async function replayDiverges<Runner extends ScriptedRunner>(
  scenario: Scenario<Runner>,
  plan: RunPlan,
  limits: RunLimits,
): Promise<boolean> {
  const about = { invariant: "replay-determinism", operation: undefined } as const
  return (await findDivergence(scenario, plan, about, limits)) !== undefined
}

/** What an invariant names by its path is compared; others name no operation, or one by its name. */
function isOf({ operation }: Divergence, named: string | undefined): boolean {
  if (named === undefined || !/^\d+(-\d+)*$/u.test(named)) return true
  return operation?.id === hashOperationPath(named)
}

/** A plain run may not come to an end: then it has nothing to say. */
async function withoutErrors(
  attempt: () => Promise<Divergence | undefined>,
): Promise<Divergence | undefined> {
  try {
    return await attempt()
  } catch {
    return undefined
  }
}

/** All runs in one container, as in a replay check: what outlives a run shows by that. */
export async function inOneContainer<Runner extends ScriptedRunner>(
  scenario: Scenario<Runner>,
): Promise<Scenario<Runner>> {
  const handler = (await scenario.createHandler?.()) ?? scenario.handler
  return { ...scenario, handler, createHandler: undefined }
}

/** Makes the run of a plan, to be replayed. */
export function recordPlan<Runner extends ScriptedRunner>(
  scenario: Scenario<Runner>,
  plan: RunPlan,
  { order, tape, limits }: RecordOptions & { readonly limits: RunLimits },
): RecordedRun {
  const { input } = scenario
  const text = input === undefined ? undefined : JSON.stringify(input)
  const watcher = new ScheduledRunWatcher(text, order, tape)
  const watchBodies = (world: Parameters<ScheduledRunWatcher["watch"]>[0]): StepBodies => {
    watcher.watch(world)
    return new StepBodies(world, plan.draws)
  }
  const execution = runSchedule(scenario, plan, { watchBodies, limits })
    .then(({ end }) => {
      if (end.kind === "ended") return end.execution
      throw end.kind === "failed" ? end.error : new Error("The run was not led to its end.")
    })
    .finally(() => watcher.ended())
  return { execution, watcher }
}
