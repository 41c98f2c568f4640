import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import { withoutFaults } from "../schedule/format/schedule-space.ts"
import type { RunPlan } from "../schedule/run-plan.ts"
import type { Exploration } from "./exploration.ts"
import type { ExploreSettings } from "./options/explore-settings.ts"
import type { Finding } from "./oracle/finding.ts"
import type { LocalExecutor } from "./oracle/local-executor.ts"
import { isAlike, realDifference, unfinished } from "./oracle/real-io.ts"
import type { RunReport } from "./oracle/run-report.ts"
import type { UncontrolledIo } from "./report/uncontrolled-io.ts"

/** How often a schedule is run again in which real I/O takes part. */
const REPEATS = 4

/**
 * A run with real I/O may have come to what was found by how that ended. So the schedule is run again, and
 * the plain run too, which is what it was compared with: undefined unless real I/O makes either differ.
 */
export async function realIoBehind<Runner extends ScriptedRunner>(
  { report, plan, violation, uncontrolled }: Finding,
  { exploration, local, settings }: Parts<Runner>,
): Promise<UncontrolledIo | undefined> {
  if (uncontrolled !== undefined) return uncontrolled
  if (violation.invariant === "termination" && report.unfinishedWork.length > 0) {
    return unfinished(report)
  }
  if (report.wakes.length === 0) return undefined
  const policy = { kind: "oldest-first" } as const
  const again = { ...plan, prefix: report.chosen, policy }
  const plain: RunPlan = { space: withoutFaults(settings.space), prefix: [], policy }
  return (
    (await differenceIn(again, [report], local)) ??
    (await differenceIn(plain, exploration.baseline?.reports ?? [], local))
  )
}

interface Parts<Runner extends ScriptedRunner> {
  readonly exploration: Exploration<Runner>
  readonly local: LocalExecutor<Runner>
  readonly settings: ExploreSettings
}

/** @param known runs of that plan, of which one is as good as another. */
async function differenceIn<Runner extends ScriptedRunner>(
  plan: RunPlan,
  known: readonly RunReport[],
  local: LocalExecutor<Runner>,
): Promise<UncontrolledIo | undefined> {
  const [first] = known
  if (first === undefined) return undefined
  for (let count = 0; count < REPEATS; count++) {
    const { report } = await local.runOne(plan)
    const difference = isAlike(first, report) ? undefined : realDifference(first, report)
    if (difference !== undefined) return difference
  }
  return undefined
}
