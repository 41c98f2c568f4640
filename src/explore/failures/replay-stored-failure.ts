import { partsOf } from "../../runner/runner-parts.ts"
import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import type { Scenario } from "../../schedule/scenario.ts"
import type { Schedule } from "../../schedule/schedule.ts"
import { ScheduleDivergedError } from "../../schedule/schedule-diverged-error.ts"
import { ScheduleDriver } from "../../schedule/schedule-driver.ts"
import type { StoredDecision } from "../../schedule/decision-log.ts"
import { DivergenceCheck } from "../../schedule/divergence-check.ts"

/**
 * Runs a scenario by a schedule, to be sure that it still fits.
 *
 * @param decisions what could happen at each decision when the schedule was stored, if it was.
 * @throws {ScheduleDivergedError} if it does not.
 */
export async function replayStoredFailure<Runner extends ScriptedRunner>(
  scenario: Scenario<Runner>,
  schedule: Schedule,
  decisions: readonly StoredDecision[] | undefined,
): Promise<void> {
  const runner = scenario.createRunner(scenario.runnerOptions)
  scenario.prepare(runner)
  const { handler, createHandler, input } = scenario
  const divergence = new DivergenceCheck(schedule, decisions)
  const driver = new ScheduleDriver(divergence.plan, { check: divergence.check })
  try {
    const overrides = { ...driver.variant(createHandler), logs: "capture" as const }
    await partsOf(runner).runs.run(handler, input, {}, overrides)
  } catch (error) {
    // That the run fails may be the very thing that the schedule shows.
    if (error instanceof ScheduleDivergedError) throw error
  }
  divergence.assertSame(driver.decisions)
}
