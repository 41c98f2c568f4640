import type { DurableService } from "../service/durable-service.ts"
import type { Instant } from "../service/values/instant.ts"
import { replayAlways } from "../world/choices/always-replay.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { InvokeAnswer, InvokeRequest } from "../world/events/invoke-request.ts"
import type { CallbackScript } from "./callbacks/callback-script.ts"
import { type Duration, toMilliseconds } from "../text/duration.ts"
import type { Execution } from "./results/execution.ts"
import type { ReplayExecution } from "./results/replay-verdict.ts"
import { type FunctionOptions, toRegisteredFunction } from "./register-function.ts"
import { RunnerBusyError } from "./options/runner-errors.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import { type RunOptions, type RunVariant, settingsFor, toRunRequest } from "./run-options.ts"
import {
  type DurableTestRunnerOptions,
  type RunnerSettings,
  toSettings,
} from "./options/runner-options.ts"
import type { RegisteredResponder } from "./systems/responder.ts"
import { ScriptedRunner } from "./scripted-runner.ts"
import { type RegisteredFunction, Session } from "./session.ts"
import { StartedExecution } from "./step-by-step/started-execution.ts"
import { ExecutionsOpenError } from "./step-by-step/step-by-step-errors.ts"
import type { StepDouble } from "./doubles/step-double.ts"

/**
 * Runs durable handlers against a simulated service in virtual time. This is the whole of the public
 * runner but for what needs an edge of the package; see `DurableTestRunner`.
 */
export abstract class DurableRunner extends ScriptedRunner {
  readonly #settings: RunnerSettings
  readonly #functions: Map<string, RegisteredFunction> = new Map()
  #session: Session | undefined
  #runs = 0
  #lastSeed: string | undefined
  #isRunning = false
  #started: StartedExecution[] = []

  /** What `Execution.replay` does: replays are a layer further out. */
  protected abstract readonly replayExecution: ReplayExecution

  constructor(options?: DurableTestRunnerOptions) {
    super()
    this.#settings = toSettings(options)
  }

  /**
   * Runs `handler` with `input` to the end of its execution, whatever the virtual time that takes.
   *
   * @param handler a handler wrapped by `withDurableExecution`, unmodified.
   * @param input the event, serialized as JSON; `undefined` starts the execution without one.
   * @returns the execution as it ended; one that failed, timed out or was stopped is a result too.
   * @throws {BlockedExecutionError} if the execution waits for what nobody will do.
   * @throws {UnusedScriptError} if a script was never used.
   * @throws {HandlerNotWrappedError} if the handler is not a durable one.
   * @throws {InvocationStuckError} if the handler awaits what nothing settles.
   * @throws {RunnerBusyError} while another `run` of this runner is under way.
   * @throws {ExecutionsOpenError} while an execution that was started is open.
   * @throws {FakeTimersError} if a test framework's fake timers are installed.
   */
  async run(handler: LambdaHandler, input?: unknown, options?: RunOptions): Promise<Execution> {
    return this.runVariant(handler, input, options)
  }

  /** The same in a world that differs in something: what the check of replays records. */
  protected async runVariant(
    handler: LambdaHandler,
    input: unknown,
    options: RunOptions | undefined,
    variant: RunVariant = {},
  ): Promise<Execution> {
    const { method = "run" } = variant
    const { payload, name } = toRunRequest(method, handler, input, options)
    if (this.#isRunning) throw new RunnerBusyError()
    const open = this.#openExecutions()
    if (open.length > 0) throw new ExecutionsOpenError(open.map(({ arn }) => arn))
    this.#started = []
    const session = this.#openSession(handler, variant)
    variant.prepare?.(session.world, session)
    this.#isRunning = true
    try {
      const { functionName } = this.#settings
      return await session.finish(session.start({ functionName, name, payload }))
    } finally {
      this.#isRunning = false
    }
  }

  /**
   * Starts an execution that goes on only when the test says so: by the methods of what this returns,
   * by `advance` and by `runUntilIdle`. Executions that are started before the others have ended share
   * one world and its clock.
   *
   * @example
   * ```ts
   * const execution = runner.start(handler, { orderId: "o-1" })
   * const callback = await execution.untilCallback("approve")
   * await runner.advance({ hours: 3 })
   * runner.completeCallback("approve", { status: "approved" })
   * const { status } = await execution.result()
   * ```
   * @throws {RunnerBusyError} while a `run` is under way.
   */
  start(handler: LambdaHandler, input?: unknown, options?: RunOptions): StartedExecution {
    const { payload, name } = toRunRequest("start", handler, input, options)
    if (this.#isRunning) throw new RunnerBusyError()
    this.#started = this.#openExecutions()
    const isFirst = this.#started.length === 0
    const session = isFirst ? this.#openSession(handler) : this.#startedSession()
    const functionName = isFirst ? this.#settings.functionName : this.#addFunction(session, handler)
    const arn = session.start({ functionName, name, payload })
    const execution = new StartedExecution(session, arn)
    this.#started.push(execution)
    return execution
  }

  /**
   * Lets virtual time pass for the executions that were started, and everything that is due in it
   * happen.
   *
   * @throws {InvalidArgumentError} if no execution was started.
   * @throws {WorldBusyError} while another call lets them run.
   */
  async advance(duration: Duration): Promise<void> {
    const milliseconds = toMilliseconds(duration, {
      call: "call advance",
      path: "the duration",
    })
    await this.#startedSession().steps.advance(milliseconds)
  }

  /** Lets the started executions run until all of them have suspended or ended. */
  async runUntilIdle(): Promise<void> {
    await this.#startedSession().steps.runUntilIdle()
  }

  /**
   * Makes `handler` the target of `context.invoke(name, ...)`, and of `InvokeCommand` through
   * `lambdaClient()`. It may be durable or plain, and may invoke others.
   */
  override registerFunction(name: string, handler: LambdaHandler, options?: FunctionOptions): this {
    const registered = toRegisteredFunction(name, handler, options)
    this.#functions.set(name, registered)
    this.#session?.registerFunction(registered)
    return this
  }

  /**
   * Calls the simulated service of the run under way, or of the last one. For the edges of the
   * package; a test has the methods above and `lambdaClient()`.
   *
   * @internal
   */
  async callService<T>(
    label: string,
    call: (service: DurableService, now: Instant) => T,
  ): Promise<T> {
    this.#session ??= this.#newSession()
    return this.#session.call(label, call)
  }

  /**
   * Lambda's Invoke, in the world of the run under way or of the last one. Outside of a run it takes
   * over the scripts that wait for the next run.
   *
   * @internal
   */
  async invokeFunction(request: InvokeRequest): Promise<InvokeAnswer> {
    this.#session ??= this.#newSession()
    for (const script of this.scripts.splice(0)) this.#session.script(script)
    return this.#session.invoke(request)
  }

  protected override addDouble(double: StepDouble): void {
    if (this.#isUnderWay) this.#session?.doubles.add(double)
    else this.doubles.push(double)
  }

  protected override addResponder(responder: RegisteredResponder): void {
    this.responders.push(responder)
    if (this.#isUnderWay) this.#session?.responderAdded()
  }

  protected override addScript(script: CallbackScript): void {
    const session = this.#session
    if (session?.answersById(script) === true) return
    if (this.#isUnderWay || session?.world.isDriven === true) session?.script(script)
    else this.scripts.push(script)
  }

  /** A run, or an execution that was started and has not ended. */
  get #isUnderWay(): boolean {
    return this.#isRunning || this.#openExecutions().length > 0
  }

  #openExecutions(): StartedExecution[] {
    return this.#started.filter(({ status }) => status === "RUNNING")
  }

  #startedSession(): Session {
    if (this.#session !== undefined && this.#started.length > 0) return this.#session
    throw new InvalidArgumentError(
      "let time pass",
      "no execution was started",
      "Call runner.start(handler, input) first; run() lets all time pass by itself.",
    )
  }

  /** Another handler in a world that has one already is another function. */
  #addFunction(session: Session, handler: LambdaHandler): string {
    const { functionName } = this.#settings
    const known = [...this.#functions.values()].find((registered) => registered.handler === handler)
    if (known !== undefined) return known.functionName
    let number = 2
    while (this.#functions.has(`${functionName}-${number}`)) number++
    const name = `${functionName}-${number}`
    const registered = { ...this.#functionUnderTest(handler), functionName: name }
    this.#functions.set(name, registered)
    session.registerFunction(registered)
    return name
  }

  #openSession(handler: LambdaHandler, variant: RunVariant = {}): Session {
    const { functionName } = this.#settings
    const { createHandler } = variant
    const tested = this.#functionUnderTest(handler)
    this.#functions.set(functionName, { ...tested, ...(createHandler && { createHandler }) })
    this.#session = this.#newSession(variant)
    return this.#session
  }

  #functionUnderTest(handler: LambdaHandler): RegisteredFunction {
    const { functionName, functionTimeoutMs, functionTimeoutIsExplicit, executionTimeoutSeconds } =
      this.#settings
    return {
      functionName,
      handler,
      durable: true,
      timeoutMs: functionTimeoutMs,
      timeoutIsExplicit: functionTimeoutIsExplicit,
      executionTimeoutSeconds: executionTimeoutSeconds ?? null,
    }
  }

  /** Every run has ids of its own, so that an id of an earlier run is unknown to a later one. */
  #newSession(variant: RunVariant = {}): Session {
    const { replaysAlways = this.#settings.world.replaysAlways, repeatsSeed = false } = variant
    const settings = settingsFor(this.#settings, variant)
    const session = new Session(settings, this.#nextSeed(repeatsSeed), {
      functions: new Map(this.#functions),
      scripts: this.scripts.splice(0),
      responders: this.responders,
      doubles: this.doubles.splice(0),
      replayExecution: this.replayExecution,
    })
    if (replaysAlways) replayAlways(session.world)
    return session
  }

  #nextSeed(repeatsSeed: boolean): string {
    if (repeatsSeed && this.#lastSeed !== undefined) return this.#lastSeed
    const { seed } = this.#settings
    this.#lastSeed = this.#runs === 0 ? seed : `${seed}/${this.#runs}`
    this.#runs++
    return this.#lastSeed
  }
}
