import type { RunOptions, RunVariant } from "../runner/run-options.ts"
import { Execution } from "../runner/results/execution.ts"
import { ReplayRunner } from "../replay/replay-runner.ts"
import { assertHandler } from "../runner/options/runner-errors.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { ChoicePlan } from "./choice-plan.ts"
import { currentRunListener } from "./run-listener.ts"
import { planOf, Schedule } from "./schedule.ts"
import { ScheduleDriver } from "./schedule-driver.ts"
import { DivergenceCheck } from "./divergence-check.ts"

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
    options: RunOptions = {},
  ): Promise<Execution> {
    return this.#reported(super.run(handler, input, options), () => undefined)
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
    { createHandler, ...options }: ScheduleOptions = {},
  ): Promise<Execution> {
    if (createHandler !== undefined) assertHandler("runSchedule", createHandler)
    return this.#follow(toDriver(schedule), { handler, createHandler }, input, options)
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
    { createHandler, ...options }: ScheduleOptions = {},
  ): Promise<Execution> {
    if (createHandler !== undefined) assertHandler("replaySchedule", createHandler)
    const divergence = new DivergenceCheck(toSchedule(schedule))
    const driver = new ScheduleDriver(divergence.plan, { check: divergence.check })
    const execution = await this.#follow(driver, { handler, createHandler }, input, options)
    divergence.assertSame(driver.decisions)
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
    driver: ScheduleDriver,
    { handler, createHandler }: HandlerSource,
    input: unknown,
    options: RunOptions,
  ): Promise<Execution> {
    const running = this.runVariant(handler, input, options, driver.variant(createHandler))
    return this.#reported(running, () => {
      this.#usedSchedule = driver.used
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

function toDriver(plan: Schedule | ChoicePlan | string): ScheduleDriver {
  if (typeof plan === "object" && "createChooser" in plan) {
    const chooser = plan.createChooser()
    const policy = { kind: "oldest-first" } as const
    return new ScheduleDriver({ space: plan.space, prefix: [], policy }, { chooser })
  }
  return new ScheduleDriver(planOf(toSchedule(plan)))
}

function toSchedule(schedule: Schedule | string): Schedule {
  if (schedule instanceof Schedule) return schedule
  // It may be a schedule of another copy of this package, CommonJS beside ESM.
  const text: { toString(): string } = schedule
  return Schedule.parse(text.toString())
}
