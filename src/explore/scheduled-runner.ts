import type { RunOptions, RunVariant } from "../runner/run-options.ts"
import type { Execution } from "../runner/execution.ts"
import { ReplayRunner } from "../replay/replay-runner.ts"
import type { LambdaHandler } from "../simulation/invocation.ts"
import { planOf, Schedule } from "./schedule.ts"
import { ScheduledCourse } from "./scheduled-course.ts"
import { StrictReplay } from "./strict-replay.ts"

export interface ScheduleOptions extends RunOptions {
  /** Makes the handler that a new container has, as in `explore`. Default: all have the same. */
  readonly createHandler?: () => LambdaHandler
}

/** The runner with what it does by a schedule. */
export class ScheduledRunner extends ReplayRunner {
  /**
   * Runs `handler` as {@link run} does, in the order and with the faults of a schedule. Any schedule
   * will do for any handler: a choice that is too large is taken modulo the number of what can happen,
   * and when the schedule is used up the oldest event happens first.
   *
   * Scripts that are not used, or come too late, are no error here: under another schedule they may be.
   *
   * @throws what {@link run} throws, but `UnusedScriptError` and `DeliveryRefusedError`.
   */
  async runSchedule(
    schedule: Schedule | string,
    handler: LambdaHandler,
    input?: unknown,
    { createHandler, ...options }: ScheduleOptions = {},
  ): Promise<Execution> {
    const course = new ScheduledCourse(planOf(toSchedule(schedule)))
    return this.runVariant(handler, input, options, course.variant(createHandler))
  }

  /**
   * Runs `handler` again exactly as a schedule says that was printed with a failure. The scripts,
   * responders and functions are those of this runner, so they are to be the same as they were.
   *
   * @throws {ScheduleDivergedError} if what can happen now is not what could happen then.
   */
  async replaySchedule(
    schedule: Schedule | string,
    handler: LambdaHandler,
    input?: unknown,
    { createHandler, ...options }: ScheduleOptions = {},
  ): Promise<Execution> {
    const strict = new StrictReplay(toSchedule(schedule))
    const course = new ScheduledCourse(strict.plan, { check: strict.check })
    const variant = course.variant(createHandler)
    const execution = await this.runVariant(handler, input, options, variant)
    strict.assertSame(course.decisions)
    return execution
  }

  /**
   * A run in a world that differs in something. For the exploration.
   *
   * @internal
   */
  async runIn(
    variant: RunVariant,
    handler: LambdaHandler,
    input?: unknown,
    options: RunOptions = {},
  ): Promise<Execution> {
    return this.runVariant(handler, input, options, variant)
  }
}

function toSchedule(schedule: Schedule | string): Schedule {
  return schedule instanceof Schedule ? schedule : Schedule.parse(schedule)
}
