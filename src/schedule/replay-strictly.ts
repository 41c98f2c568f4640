import { partsOf } from "../runner/runner-parts.ts"
import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import type { Scenario } from "./scenario.ts"
import type { Schedule } from "./schedule.ts"
import { ScheduleDivergedError } from "./schedule-diverged-error.ts"
import { ScheduledCourse } from "./scheduled-course.ts"
import type { StoredFailure } from "./stored-failure.ts"
import { StrictReplay } from "./strict-replay.ts"

/**
 * Runs a scenario by a schedule, to be sure that it still fits.
 *
 * @param decisions what could happen at each decision when the schedule was stored, if it was.
 * @throws {ScheduleDivergedError} if it does not.
 */
export async function replayStrictly<Runner extends ScriptedRunner>(
  scenario: Scenario<Runner>,
  schedule: Schedule,
  decisions: StoredFailure["decisions"] | undefined,
): Promise<void> {
  const runner = scenario.createRunner(scenario.runnerOptions)
  scenario.prepare(runner)
  const { createHandler, input } = scenario
  const handler = createHandler?.() ?? scenario.handler
  const strict = new StrictReplay(schedule, decisions)
  const course = new ScheduledCourse(strict.plan, { check: strict.check })
  try {
    await partsOf(runner).runs.run(handler, input, {}, course.variant(createHandler))
  } catch (error) {
    // That the run fails may be the very thing that the schedule shows.
    if (error instanceof ScheduleDivergedError) throw error
  }
  strict.assertSame(course.decisions)
}
