import { RUN_OPTIONS, type RunOptions, type RunVariant } from "../runner/run-options.ts"
import { syncFn } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions, wrongValue } from "../text/options.ts"
import { Execution } from "../runner/results/execution.ts"
import { ReplayRunner } from "../replay/replay-runner.ts"
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

/** The runner with what it does by a schedule. */
export class ScheduledRunner extends ReplayRunner {
  #usedSchedule: Schedule | undefined

  /**
   * What was chosen in the last run by a schedule or a plan, whether it ended or threw, with what it
   * was chosen from: {@link replaySchedule} takes exactly this course again or says where it cannot.
   * Undefined before the first such run.
   */
  get usedSchedule(): Schedule | undefined {
    return this.#usedSchedule
  }

  override async run(
    handler: LambdaHandler,
    input?: unknown,
    options?: RunOptions,
  ): Promise<Execution> {
    return this.#witnessed(super.run(handler, input, options), () => undefined)
  }

  /**
   * Runs `handler` as {@link run} does, in the order and with the faults of a schedule. Any schedule
   * will do for any handler: a choice that is too large is taken modulo the number of what can happen,
   * and when the schedule is used up the oldest event happens first.
   *
   * Scripts that are not used, or come too late, are no error here: under another schedule they may be.
   *
   * @param schedule a schedule, its text, or a plan that chooses by something else.
   * @throws what {@link run} throws, but `UnusedScriptError` and `DeliveryRefusedError`.
   */
  async runSchedule(
    schedule: Schedule | ChoicePlan | string,
    handler: LambdaHandler,
    input?: unknown,
    options?: ScheduleOptions,
  ): Promise<Execution> {
    const read = readOptions("call runSchedule", options, SCHEDULE_OPTIONS)
    return this.#follow(toCourse(schedule), { method: "runSchedule", handler, input }, read)
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
    options?: ScheduleOptions,
  ): Promise<Execution> {
    const method = "replaySchedule"
    const read = readOptions(`call ${method}`, options, SCHEDULE_OPTIONS)
    const strict = new StrictReplay(toSchedule(method, schedule))
    const course = new ScheduledCourse(strict.plan, { check: strict.check })
    const execution = await this.#follow(course, { method, handler, input }, read)
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

  async #follow(
    course: ScheduledCourse,
    { method, handler, input }: ScheduledCall,
    { createHandler, ...options }: ScheduleOptions,
  ): Promise<Execution> {
    const variant = { ...course.variant(createHandler), method }
    const running = this.runVariant(handler, input, options, variant)
    return this.#witnessed(running, () => {
      this.#usedSchedule = course.used
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
