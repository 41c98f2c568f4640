import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import { withoutFaults } from "../schedule/format/schedule-space.ts"
import type { RunPlan } from "../schedule/run-plan.ts"
import type { Exploration } from "./exploration.ts"
import type { ExploreSettings } from "./options/explore-settings.ts"
import type { Finding } from "./oracle/finding.ts"
import type { LocalExecutor } from "./oracle/local-executor.ts"
import { UNLIKE } from "./oracle/plain-runs.ts"
import { isAlike, realDifferenceAmong, unfinished } from "./oracle/real-io.ts"
import type { RunReport } from "./oracle/run-report.ts"
import type { UncontrolledIo } from "./invariants/uncontrolled-io.ts"

/** How often a schedule is run again in which real I/O takes part. */
const REPEATS = 4

interface Parts<Runner extends ScriptedRunner> {
  readonly exploration: Exploration<Runner>
  readonly local: LocalExecutor<Runner>
  readonly settings: ExploreSettings
}

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
  // That the plain runs differ otherwise has been found out by running them again.
  if (report.wakes.length === 0 || violation.signature === UNLIKE) return undefined
  const policy = { kind: "oldest-first" } as const
  const again = { ...plan, prefix: report.chosen, policy }
  const plain: RunPlan = { space: withoutFaults(settings.space), prefix: [], policy }
  const [first] = exploration.baseline?.reports ?? []
  return (
    (await differenceIn(again, report, local)) ??
    (first === undefined ? undefined : await differenceIn(plain, first, local))
  )
}

/** @param known a run of that plan. */
async function differenceIn<Runner extends ScriptedRunner>(
  plan: RunPlan,
  known: RunReport,
  local: LocalExecutor<Runner>,
): Promise<UncontrolledIo | undefined> {
  const runs = [{ report: known }]
  for (let count = 0; count < REPEATS; count++) runs.push(await local.runOne(plan))
  return realDifferenceAmong(runs, async (left, right) => isAlike(left.report, right.report))
}
