import {
  checkHeldOpen,
  divergenceOf,
  type RecordedRun,
  type RecordOptions,
  suspends,
} from "../replay/judge/check.ts"
import type { Divergence } from "../runner/results/replay-verdict.ts"
import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import { withoutFaults } from "../schedule/format/schedule-space.ts"
import type { RunPlan } from "../schedule/run-plan.ts"
import type { ExploreSettings } from "./options/explore-settings.ts"
import type { Finding } from "./oracle/finding.ts"
import type { LocalExecutor } from "./oracle/local-executor.ts"
import { inOneContainer, recordPlan } from "./find-divergence.ts"
import type { Scenario } from "../schedule/scenario.ts"

interface Parts<Runner extends ScriptedRunner> {
  readonly scenario: Scenario<Runner>
  readonly local: LocalExecutor<Runner>
  readonly settings: ExploreSettings
}

/**
 * Looks for memory that is lost when the handler suspends. Each run that suspends has lost it, so no run of
 * the search differs from the others: the run in which nothing suspends is replayed instead.
 */
export async function findLostMemory<Runner extends ScriptedRunner>({
  scenario,
  local,
  settings,
}: Parts<Runner>): Promise<Finding | undefined> {
  if (!settings.invariants.has("replay-determinism")) return undefined
  const plan: RunPlan = {
    space: withoutFaults(settings.space),
    prefix: [],
    policy: { kind: "oldest-first" },
  }
  const { run, report } = await local.runOne(plan)
  if (run.end.kind !== "ended" || !suspends(run.end.execution)) return undefined
  const warm = await inOneContainer(scenario)
  const { handler } = warm
  const { limits } = local
  const recordRun = ({ holdsOpen = false, ...options }: RecordOptions): RecordedRun =>
    recordPlan(warm, { ...plan, holdsOpen }, { ...options, limits })
  const divergence = (await checkHeldOpen(handler, recordRun))?.divergence
  if (divergence === undefined) return undefined
  // What the replays of a usual run show too is no lost memory, and its outcome has been judged.
  if ((await divergenceOf(handler, recordRun)) !== undefined) return undefined
  const violation = {
    invariant: "replay-determinism",
    message: messageOf(divergence),
    operation: undefined,
    signature: "replay-determinism memory",
  } as const
  return { violation, plan, report, tier: "baseline", number: 1, divergence }
}

function messageOf({ operation, recorded, asked }: Divergence): string {
  const [where, has] =
    operation === undefined ? ["its end", ""] : [`operation ${operation.number}`, "has recorded "]
  return (
    `memory does not survive a suspension. At ${where}, a run that never suspends ${has}${recorded}, ` +
    `and a handler that continues after a suspension ${asked}`
  )
}
