import type { RunOptions, RunVariant } from "../runner/durable-runner.ts"
import type { Execution } from "../runner/execution.ts"
import { ReplayRunner } from "../replay/replay-runner.ts"
import { assertHandler } from "../runner/runner-errors.ts"
import type { LambdaHandler } from "../simulation/invocation.ts"
import { Schedule } from "./schedule.ts"
import { ScheduleDivergedError } from "./schedule-diverged-error.ts"
import { ScheduledCourse } from "./scheduled-course.ts"

/** How a handler is run by a schedule. */
export interface ScheduleOptions extends RunOptions {
  /**
   * Makes the handler as a new container does, with its module state anew, as `explore` takes it too.
   * Without it all invocations share one module, and a cold start is no choice.
   */
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
    options: ScheduleOptions = {},
  ): Promise<Execution> {
    const { createHandler, ...runOptions } = options
    if (createHandler !== undefined) assertHandler("runSchedule", createHandler)
    const { freedom, choices } = toSchedule(schedule)
    const course = new ScheduledCourse({
      freedom,
      prefix: choices,
      policy: { kind: "oldest-first" },
    })
    return this.runVariant(handler, input, runOptions, course.variant(createHandler))
  }

  /**
   * Runs `handler` again exactly as a schedule says that was printed with a failure. The scripts,
   * responders and functions are those of this runner, so they are to be the same as they were; so is
   * `createHandler`, where the exploration had one.
   *
   * @throws {ScheduleDivergedError} if what can happen now is not what could happen then.
   */
  async replaySchedule(
    schedule: Schedule | string,
    handler: LambdaHandler,
    input?: unknown,
    options: ScheduleOptions = {},
  ): Promise<Execution> {
    const { createHandler, ...runOptions } = options
    if (createHandler !== undefined) assertHandler("replaySchedule", createHandler)
    const { freedom, choices, counts, fingerprint } = toSchedule(schedule)
    const course = new ScheduledCourse(
      { freedom, prefix: choices, policy: { kind: "oldest-first" } },
      {
        check: (position, enabled) => {
          const choice = choices[position]
          if (choice === undefined || choice === 0) return
          const count = counts?.[position]
          const isSame = count === undefined ? choice < enabled.length : count === enabled.length
          if (!isSame) throw ScheduleDivergedError.atDecision(position, { choice, count }, enabled)
        },
      },
    )
    const variant = course.variant(createHandler)
    const execution = await this.runVariant(handler, input, runOptions, variant)
    const made = course.decisions.chosen.length
    if (made < choices.length) throw ScheduleDivergedError.ended(made, choices.length)
    if (fingerprint !== undefined && fingerprint !== course.decisions.fingerprint) {
      throw ScheduleDivergedError.unlike()
    }
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
