import type { RunOptions } from "../runner/run-options.ts"
import { Execution } from "../runner/results/execution.ts"
import type { Runs } from "../runner/runs.ts"
import { assertHandler } from "../runner/options/runner-errors.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { ChoicePlan } from "./choice-plan.ts"
import { currentWitness } from "./run-witness.ts"
import { planOf, Schedule } from "./schedule.ts"
import { ScheduledCourse } from "./scheduled-course.ts"
import { StrictReplay } from "./strict-replay.ts"

/** How a handler is run by a schedule. */
export interface ScheduleOptions extends RunOptions {
  /**
   * Makes the handler as a new container does, with its module state anew, as `explore` takes it too.
   * Without it all invocations share one module, and a cold start is no choice.
   */
  readonly createHandler?: () => LambdaHandler
}

interface HandlerSource {
  readonly handler: LambdaHandler
  readonly createHandler: (() => LambdaHandler) | undefined
}

/** Runs handlers by a schedule, and tells the witness of each run. */
export class ScheduledRuns {
  readonly #runs: Runs
  #used: Schedule | undefined

  constructor(runs: Runs) {
    this.#runs = runs
  }

  /** What was chosen in the last run by a schedule or a plan. */
  get used(): Schedule | undefined {
    return this.#used
  }

  /** A run by no schedule. */
  async plain(handler: LambdaHandler, input: unknown, options: RunOptions): Promise<Execution> {
    return this.#witnessed(this.#runs.run(handler, input, options), () => undefined)
  }

  async run(
    schedule: Schedule | ChoicePlan | string,
    handler: LambdaHandler,
    input: unknown,
    { createHandler, ...options }: ScheduleOptions,
  ): Promise<Execution> {
    if (createHandler !== undefined) assertHandler("runSchedule", createHandler)
    return this.#follow(toCourse(schedule), { handler, createHandler }, input, options)
  }

  /** @throws {ScheduleDivergedError} */
  async replay(
    schedule: Schedule | string,
    handler: LambdaHandler,
    input: unknown,
    { createHandler, ...options }: ScheduleOptions,
  ): Promise<Execution> {
    if (createHandler !== undefined) assertHandler("replaySchedule", createHandler)
    const strict = new StrictReplay(toSchedule(schedule))
    const course = new ScheduledCourse(strict.plan, { check: strict.check })
    const execution = await this.#follow(course, { handler, createHandler }, input, options)
    strict.assertSame(course.decisions)
    return execution
  }

  async #follow(
    course: ScheduledCourse,
    { handler, createHandler }: HandlerSource,
    input: unknown,
    options: RunOptions,
  ): Promise<Execution> {
    const running = this.#runs.run(handler, input, options, course.variant(createHandler))
    return this.#witnessed(running, () => {
      this.#used = course.used
      return course.used
    })
  }

  async #witnessed(
    running: Promise<Execution>,
    takeSchedule: () => Schedule | undefined,
  ): Promise<Execution> {
    const witness = currentWitness()
    try {
      const execution = await running
      const schedule = takeSchedule()
      witness?.({ execution, schedule })
      return execution
    } catch (error) {
      const schedule = takeSchedule()
      witness?.({ execution: executionOf(error), schedule })
      throw error
    }
  }
}

/** Some errors of a run carry the execution as far as it has come. */
function executionOf(error: unknown): Execution | undefined {
  const execution: unknown = Reflect.get(Object(error) as object, "execution")
  return execution instanceof Execution ? execution : undefined
}

function toCourse(plan: Schedule | ChoicePlan | string): ScheduledCourse {
  if (typeof plan === "object" && "createChooser" in plan) {
    const chooser = plan.createChooser()
    const policy = { kind: "oldest-first" } as const
    return new ScheduledCourse({ freedom: plan.freedom, prefix: [], policy }, { chooser })
  }
  return new ScheduledCourse(planOf(toSchedule(plan)))
}

function toSchedule(schedule: Schedule | string): Schedule {
  if (schedule instanceof Schedule) return schedule
  // It may be a schedule of another copy of this package, CommonJS beside ESM.
  const text: { toString(): string } = schedule
  return Schedule.parse(text.toString())
}
