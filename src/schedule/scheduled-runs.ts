import { RUN_OPTIONS, type RunOptions } from "../runner/run-options.ts"
import { syncFn } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions, wrongValue } from "../text/options.ts"
import { Execution } from "../runner/results/execution.ts"
import type { Runs } from "../runner/runs.ts"
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

const SCHEDULE_OPTIONS: OptionSpec<ScheduleOptions> = {
  ...RUN_OPTIONS,
  createHandler: syncFn("Pass a function that makes the handler."),
}

/** What the test has called. */
interface ScheduledCall {
  readonly method: string
  readonly handler: LambdaHandler
  readonly input: unknown
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
  async plain(
    handler: LambdaHandler,
    input: unknown,
    options: RunOptions | undefined,
  ): Promise<Execution> {
    return this.#witnessed(this.#runs.run(handler, input, options), () => undefined)
  }

  async run(
    schedule: Schedule | ChoicePlan | string,
    handler: LambdaHandler,
    input: unknown,
    options: ScheduleOptions | undefined,
  ): Promise<Execution> {
    const read = readOptions("call runSchedule", options, SCHEDULE_OPTIONS)
    return this.#follow(toCourse(schedule), { method: "runSchedule", handler, input }, read)
  }

  /** @throws {ScheduleDivergedError} */
  async replay(
    schedule: Schedule | string,
    handler: LambdaHandler,
    input: unknown,
    options: ScheduleOptions | undefined,
  ): Promise<Execution> {
    const method = "replaySchedule"
    const read = readOptions(`call ${method}`, options, SCHEDULE_OPTIONS)
    const strict = new StrictReplay(toSchedule(method, schedule))
    const course = new ScheduledCourse(strict.plan, { check: strict.check })
    const execution = await this.#follow(course, { method, handler, input }, read)
    strict.assertSame(course.decisions)
    return execution
  }

  async #follow(
    course: ScheduledCourse,
    { method, handler, input }: ScheduledCall,
    { createHandler, ...options }: ScheduleOptions,
  ): Promise<Execution> {
    const overrides = { ...course.variant(createHandler), method }
    const running = this.#runs.run(handler, input, options, overrides)
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

function toCourse(plan: unknown): ScheduledCourse {
  if (isChoicePlan(plan)) {
    const chooser = plan.createChooser()
    const policy = { kind: "oldest-first" } as const
    return new ScheduledCourse({ freedom: plan.freedom, prefix: [], policy }, { chooser })
  }
  return new ScheduledCourse(planOf(toSchedule("runSchedule", plan)))
}

function isChoicePlan(plan: unknown): plan is ChoicePlan {
  return typeof plan === "object" && plan !== null && "createChooser" in plan
}

/** @throws {InvalidArgumentError} */
function toSchedule(method: string, schedule: unknown): Schedule {
  if (schedule instanceof Schedule) return schedule
  if (typeof schedule === "string") return Schedule.parse(schedule)
  // It may be a schedule of another copy of this package, CommonJS beside ESM.
  if (typeof schedule === "object" && schedule !== null && "choices" in schedule) {
    return Schedule.parse((schedule as Schedule).toString())
  }
  throw wrongValue(
    { call: `call ${method}`, path: "the schedule" },
    schedule,
    'Pass a Schedule, or the text that was printed: "d1.…".',
  )
}
