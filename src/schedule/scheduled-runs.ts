import { RUN_OPTIONS, type RunOptions } from "../runner/run-options.ts"
import { fn } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions, wrongValue } from "../text/options.ts"
import { Execution } from "../runner/results/execution.ts"
import type { Runs } from "../runner/runs.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { ChoicePlan } from "./choice-plan.ts"
import { currentRunListener } from "./run-listener.ts"
import { planOf, Schedule } from "./schedule.ts"
import { ScheduleDriver } from "./schedule-driver.ts"
import { DivergenceCheck } from "./divergence-check.ts"

/** Options of a run by a schedule. */
export interface ScheduleOptions extends RunOptions {
  /**
   * Makes the handler as a new container does, with fresh module state, like the option of `explore`. Without
   * it, all invocations share one module, and a cold start is not a choice. It may be async, to load an ES
   * module again.
   */
  readonly createHandler?: () => LambdaHandler | Promise<LambdaHandler>
}

const SCHEDULE_OPTIONS: OptionSpec<ScheduleOptions> = {
  ...RUN_OPTIONS,
  createHandler: fn("Pass a function that makes the handler."),
}

/** What the test has called. */
interface ScheduledCall {
  readonly method: string
  readonly handler: LambdaHandler
  readonly input: unknown
}

/** Runs handlers by a schedule, and tells the listener of each run. */
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
    return this.#reported(this.#runs.run(handler, input, options), () => undefined)
  }

  async run(
    schedule: Schedule | ChoicePlan | string,
    handler: LambdaHandler,
    input: unknown,
    options: ScheduleOptions | undefined,
  ): Promise<Execution> {
    const read = readOptions("call runSchedule", options, SCHEDULE_OPTIONS)
    return this.#follow(toDriver(schedule), { method: "runSchedule", handler, input }, read)
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
    const divergence = new DivergenceCheck(toSchedule(method, schedule))
    const driver = new ScheduleDriver(divergence.plan, { check: divergence.check })
    const execution = await this.#follow(driver, { method, handler, input }, read)
    divergence.assertSame(driver.decisions)
    return execution
  }

  async #follow(
    driver: ScheduleDriver,
    { method, handler, input }: ScheduledCall,
    { createHandler, ...options }: ScheduleOptions,
  ): Promise<Execution> {
    const overrides = { ...driver.variant(createHandler), method }
    const running = this.#runs.run(handler, input, options, overrides)
    return this.#reported(running, () => {
      this.#used = driver.used
      return driver.used
    })
  }

  async #reported(
    running: Promise<Execution>,
    takeSchedule: () => Schedule | undefined,
  ): Promise<Execution> {
    const listener = currentRunListener()
    try {
      const execution = await running
      const schedule = takeSchedule()
      listener?.({ execution, schedule })
      return execution
    } catch (error) {
      const schedule = takeSchedule()
      listener?.({ execution: executionOf(error), schedule })
      throw error
    }
  }
}

/** Some errors of a run carry the execution as far as it has come. */
function executionOf(error: unknown): Execution | undefined {
  const execution: unknown = Reflect.get(Object(error) as object, "execution")
  return execution instanceof Execution ? execution : undefined
}

function toDriver(plan: unknown): ScheduleDriver {
  if (isChoicePlan(plan)) {
    const chooser = plan.createChooser()
    const policy = { kind: "oldest-first" } as const
    return new ScheduleDriver({ space: plan.space, prefix: [], policy }, { chooser })
  }
  return new ScheduleDriver(planOf(toSchedule("runSchedule", plan)))
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
    'Pass a Schedule, or the text that was printed: "d2.…".',
  )
}
