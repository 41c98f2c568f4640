import { refuseDetached } from "../options/refuse-detached.ts"
import type { CallbackLookup } from "../callbacks/callback-lookup.ts"
import { type ErrorInput, toErrorObject } from "../callbacks/error-object.ts"
import type { Execution, ExecutionStatus } from "../results/execution.ts"
import type { Glimpse } from "../results/describe-execution.ts"
import { CallbackView } from "../systems/callback-view.ts"
import type { ReceivedCallback } from "../systems/responder.ts"
import { calledByTest } from "../../text/caller.ts"
import { answerAtOnce } from "../../text/answer-at-once.ts"
import { nameOrPattern, syncFn, wholeNumber } from "../../text/option-kinds.ts"
import { type OptionSpec, readArgument, readOptions } from "../../text/options.ts"
import { showValue } from "../../text/values/show-value.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import type { World } from "../../world/world.ts"
import type { StepByStep } from "./step-by-step.ts"
import {
  CallbackNotReachedError,
  ExecutionTakenError,
  NotReachedError,
} from "./step-by-step-errors.ts"

/** What a started execution needs of the world that it lives in. */
export interface SteppedWorld {
  readonly world: World
  readonly steps: StepByStep
  describe(arn: string, glimpse?: Glimpse): Execution
  finish(arn: string): Promise<Execution>
}

/**
 * An execution that continues only when the test says so. Between two calls, virtual time stands still and
 * the handler does not run.
 */
export class StartedExecution<Result = unknown> {
  static {
    refuseDetached(this.prototype, (value) => #stepped in Object(value), "execution")
  }

  readonly arn: string
  readonly #stepped: SteppedWorld
  #isTaken = false

  /** @internal */
  constructor(stepped: SteppedWorld, arn: string) {
    this.#stepped = stepped
    this.arn = arn
  }

  get status(): ExecutionStatus {
    return this.#stepped.world.service.describeExecution(this.arn).status
  }

  /** The pending callbacks of this execution, and of those that it started. */
  get pendingCallbacks(): readonly ReceivedCallback[] {
    const { world, steps } = this.#stepped
    return steps.pendingCallbacks(this.arn).map((callback) => new CallbackView(world, callback))
  }

  /** A snapshot of the execution. */
  snapshot(): Execution<Result> {
    return this.#stepped.describe(this.arn) as Execution<Result>
  }

  /**
   * Lets the world run until an external system would have a callback of that name: it exists, its
   * submitter, if any, has succeeded, and the function has suspended or is busy with other work. Virtual time
   * passes as needed.
   *
   * @param name the callback's name, its path, its id, or a pattern for its name.
   * @throws {CallbackNotReachedError} if the execution ends, or blocks, without it.
   * @throws {WorldBusyError} while another call lets the world run.
   */
  async untilCallback(
    name: string | RegExp,
    options: { readonly occurrence?: number } = {},
  ): Promise<ReceivedCallback> {
    const lookup = toLookup(name, options)
    const { steps, world } = this.#stepped
    return calledByTest(async () => {
      const callback = await steps.untilCallback(this.arn, lookup)
      if (callback !== undefined) return new CallbackView(world, callback)
      throw new CallbackNotReachedError(this.snapshot(), lookup, steps.callbacks(this.arn))
    })
  }

  /**
   * Lets the world run until this execution has suspended or ended. An execution that already waits does not
   * move: use {@link untilCallback}, {@link until} or `advance`.
   */
  async untilSuspended(): Promise<void> {
    const { steps } = this.#stepped
    await calledByTest(async () =>
      steps.driveUntil("untilSuspended()", () => steps.isSuspended(this.arn)),
    )
  }

  /**
   * Lets the world run until `reached` holds for the current execution. The runner evaluates it after every
   * event, also during an invocation, which then stands still. Its argument can be read until it returns;
   * `until` returns the execution for which it held.
   *
   * @throws {NotReachedError} if the execution ends, or blocks, before that.
   */
  async until(reached: (execution: Execution<Result>) => boolean): Promise<Execution<Result>> {
    readArgument("call until", "the predicate", reached, syncFn())
    return calledByTest(async () => this.#until(reached))
  }

  async #until(reached: (execution: Execution<Result>) => boolean): Promise<Execution<Result>> {
    const { steps, world } = this.#stepped
    let asked: string | undefined
    let found: Execution<Result> | undefined
    await steps.driveUntil("until(...)", () => {
      const version = steps.version()
      if (version === asked) return found !== undefined
      asked = version
      const glimpse = { isOver: false }
      const execution = this.#stepped.describe(this.arn, glimpse) as Execution<Result>
      const isReached = holds(reached, execution)
      glimpse.isOver = true
      found = isReached ? this.snapshot() : undefined
      return found !== undefined || world.service.isClosed(this.arn)
    })
    if (found !== undefined) return found
    throw new NotReachedError(this.snapshot())
  }

  /** Stops the execution, as `StopDurableExecution` does. Stopping one that has ended does nothing. */
  stop(error?: ErrorInput): void {
    this.#stepped.steps.stop(this.arn, toErrorObject("call stop", error))
  }

  /**
   * Lets the execution run to its end, with everything that it started. Call it once.
   *
   * @throws the errors of `run`, and {@link ExecutionTakenError} on a second call.
   */
  async result(): Promise<Execution<Result>> {
    if (this.#isTaken) throw new ExecutionTakenError(this.arn)
    this.#stepped.steps.assertAtRest("result()")
    const execution = await calledByTest(async () => this.#stepped.finish(this.arn))
    this.#isTaken = true
    return execution as Execution<Result>
  }
}

const UNTIL_CALLBACK_OPTIONS: OptionSpec<Pick<CallbackLookup, "occurrence">> = {
  occurrence: wholeNumber({ least: 1 }),
}

const CALLBACK_NAME = nameOrPattern(
  "Pass the name that the handler gave to createCallback or waitForCallback, or a pattern for it.",
)

/** @throws {InvalidArgumentError} */
function toLookup(name: unknown, options: unknown): CallbackLookup {
  const call = "call untilCallback"
  return {
    name: readArgument(call, "the callback's name", name, CALLBACK_NAME),
    ...readOptions(call, options, UNTIL_CALLBACK_OPTIONS),
  }
}

/** @throws {InvalidArgumentError} if the predicate is none, or would always seem to hold. */
function holds<Result>(
  reached: (execution: Execution<Result>) => unknown,
  execution: Execution<Result>,
): boolean {
  const answer = answerAtOnce("call until", "the predicate", reached(execution))
  if (typeof answer === "boolean") return answer
  throw new InvalidArgumentError(
    "call until",
    `the predicate returned ${showValue(answer)}`,
    "Return true or false: execution.until(({ operations }) => operations.length > 2).",
  )
}
