import { type CallbackLookup, findCallback } from "./callback-lookup.ts"
import { type ErrorInput, toErrorObject } from "./error-object.ts"
import type { Execution, ExecutionStatus } from "./execution.ts"
import type { ReceivedCallback } from "./responder.ts"
import type { Session } from "./session.ts"
import {
  CallbackNotReachedError,
  ExecutionTakenError,
  NotReachedError,
} from "./step-by-step-errors.ts"

/**
 * An execution that goes on only when the test says so. Between two calls virtual time stands still,
 * and nothing of the handler runs.
 */
export class StartedExecution {
  readonly arn: string
  readonly #session: Session
  #isTaken = false

  /** @internal */
  constructor(session: Session, arn: string) {
    this.#session = session
    this.arn = arn
  }

  get status(): ExecutionStatus {
    return this.#session.world.service.describeExecution(this.arn).status
  }

  /** The callbacks of this execution and of those it has started that wait for an answer. */
  get pendingCallbacks(): readonly ReceivedCallback[] {
    return this.#session.pendingCallbacks()
  }

  /** The execution as it stands. */
  snapshot(): Execution {
    return this.#session.describe(this.arn)
  }

  /**
   * Lets the world run until a callback of that name waits for its answer: it exists, its submitter
   * has succeeded if it has one, and the function has suspended. Time passes as it must.
   *
   * @param name the callback's name or a pattern for it.
   * @throws {CallbackNotReachedError} if the execution ends, or blocks, without it.
   */
  async untilCallback(
    name: string | RegExp,
    options: { readonly occurrence?: number } = {},
  ): Promise<ReceivedCallback> {
    const lookup: CallbackLookup = { name, ...options }
    const find = (): ReceivedCallback | undefined =>
      findCallback(this.#session.pendingCallbacks(), lookup)
    await this.#drive(
      `untilCallback(${String(name)})`,
      () => find() !== undefined && this.#session.isSuspended(this.arn),
    )
    const callback = find()
    if (callback !== undefined) return callback
    throw new CallbackNotReachedError(this.snapshot(), lookup, this.#session.tracker.callbacks)
  }

  /** Lets the world run until this execution has suspended or ended. */
  async untilSuspended(): Promise<void> {
    await this.#drive("untilSuspended()", () => this.#session.isSuspended(this.arn))
  }

  /**
   * Lets the world run until `reached` holds for the execution as it stands. It is asked whenever
   * something has happened.
   *
   * @throws {NotReachedError} if the execution ends, or blocks, before that.
   */
  async until(reached: (execution: Execution) => boolean): Promise<Execution> {
    await this.#drive("until(...)", () => reached(this.snapshot()))
    const execution = this.snapshot()
    if (reached(execution)) return execution
    throw new NotReachedError(execution)
  }

  /** Stops the execution, as `StopDurableExecution` does. */
  stop(error?: ErrorInput): void {
    this.#session.stop(this.arn, toErrorObject(error))
  }

  /**
   * Lets the execution run to its end.
   *
   * @throws as `run` does, and {@link ExecutionTakenError} when it is called twice.
   */
  async result(): Promise<Execution> {
    if (this.#isTaken) throw new ExecutionTakenError(this.arn)
    this.#isTaken = true
    return this.#session.finish(this.arn)
  }

  async #drive(call: string, reached: () => boolean): Promise<void> {
    await this.#session.driveUntil(call, () => reached() || this.#isClosed())
  }

  #isClosed(): boolean {
    return this.#session.world.service.isClosed(this.arn)
  }
}
