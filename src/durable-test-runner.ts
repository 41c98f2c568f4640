import type { LambdaClient, LambdaClientConfig } from "@aws-sdk/client-lambda"
import type { ReplayCheck } from "./replay/judge/check.ts"
import type { CorpusVerdict, NamedHistory } from "./replay/judge/replay-history.ts"
import { executionFromHistory } from "./replay/history/execution-of-history.ts"
import type { RecordedHistory } from "./replay/history/read-history.ts"
import {
  type AssertReplayOptions,
  type CheckReplayOptions,
  ReplayChecks,
  replayOwnExecution,
} from "./replay/replay-checks.ts"
import { CallbackScripts } from "./runner/callbacks/callback-scripts.ts"
import type { ErrorInput } from "./runner/callbacks/error-object.ts"
import type { DeliveryOptions, HeartbeatOptions } from "./runner/callbacks/script-options.ts"
import { CurrentWorld } from "./runner/current-world.ts"
import { StepDoubleCalls } from "./runner/doubles/step-double-calls.ts"
import type {
  InterruptStepOptions,
  StepDoubleHandle,
  StepDoubleOptions,
  StepMock,
} from "./runner/doubles/step-double.ts"
import {
  type FunctionDoubleHandle,
  type FunctionDoubleOptions,
  type FunctionMock,
  toFunctionDouble,
} from "./runner/function-double.ts"
import { type DurableTestRunnerOptions, toSettings } from "./runner/options/runner-options.ts"
import { refuseDetached } from "./runner/options/refuse-detached.ts"
import { type FunctionOptions, toRegisteredFunction } from "./runner/register-function.ts"
import { Registrations } from "./runner/registrations.ts"
import type { Execution } from "./runner/results/execution.ts"
import { provideHistories } from "./runner/results/recorded-execution.ts"
import type { HistoryVerdict } from "./runner/results/replay-verdict.ts"
import type { InputOf, ResultOf } from "./runner/handler-types.ts"
import type { RunOptions } from "./runner/run-options.ts"
import { type RunnerParts, showParts } from "./runner/runner-parts.ts"
import { Runs } from "./runner/runs.ts"
import { ServiceCalls } from "./runner/service-calls.ts"
import { StartedExecutions } from "./runner/started-executions.ts"
import type { StartedExecution } from "./runner/step-by-step/started-execution.ts"
import {
  type CallbackPattern,
  type Responder,
  type ResponderOptions,
  toResponder,
} from "./runner/systems/responder.ts"
import { type LoadedScenario, readScenario } from "./scenario/read-scenario.ts"
import type { Scenario } from "./scenario/scenario.ts"
import type { Endpoint, ListenOptions } from "./endpoint/index.ts"
import type { ChoicePlan } from "./schedule/choice-plan.ts"
import type { Schedule } from "./schedule/schedule.ts"
import { ScheduledRuns, type ScheduleOptions } from "./schedule/scheduled-runs.ts"
import { calledByTest } from "./text/caller.ts"
import type { Duration } from "./text/duration.ts"
import type { LambdaHandler } from "./world/invocation/invocation.ts"

provideHistories(executionFromHistory)

type Histories = AsyncIterable<NamedHistory> | Iterable<NamedHistory>

/**
 * Tests AWS Lambda durable functions: runs a handler, unmodified, against a simulated checkpoint
 * service, in virtual time.
 *
 * @example
 * ```ts
 * const runner = new DurableTestRunner()
 * runner.completeCallback("approve", { status: "approved" })
 * const execution = await runner.run(handler, { orderId: "o-1" })
 * execution.status // "SUCCEEDED"
 * ```
 */
export class DurableTestRunner {
  static {
    showParts((runner) => (#parts in runner ? runner.#parts : undefined))
    refuseDetached(this.prototype, (value) => #parts in Object(value), "runner")
  }

  readonly #current: CurrentWorld
  readonly #parts: RunnerParts
  readonly #callbacks: CallbackScripts
  readonly #doubles: StepDoubleCalls
  readonly #started: StartedExecutions
  readonly #replays: ReplayChecks
  readonly #schedules: ScheduledRuns

  /** @throws {InvalidArgumentError} for an option that is wrong or does not exist. */
  constructor(options?: DurableTestRunnerOptions) {
    const registrations = new Registrations()
    const current = new CurrentWorld(toSettings(options), registrations, replayOwnExecution)
    const runs = new Runs(current)
    this.#current = current
    const serviceCalls = new ServiceCalls(current)
    this.#parts = { registrations, runs, serviceCalls, closers: new Set() }
    this.#callbacks = new CallbackScripts(current)
    this.#doubles = new StepDoubleCalls(current)
    this.#started = new StartedExecutions(current)
    this.#replays = new ReplayChecks(registrations, runs)
    this.#schedules = new ScheduledRuns(runs)
  }

  /**
   * Runs `handler` with `input` to the end of its execution, whatever the virtual time that takes.
   *
   * @param handler a handler wrapped by `withDurableExecution`, unmodified.
   * @param input the event, serialized as JSON; `undefined` starts the execution without one. It has the
   *   type that the handler's own type says, and so has the result: that of `Handler<Order, Receipt>`.
   * @returns the execution as it ended; one that failed, timed out or was stopped is a result too.
   * @throws {BlockedExecutionError} if the execution waits for something that will never happen.
   * @throws {UnusedScriptError} if a script was never used.
   * @throws {HandlerNotWrappedError} if the handler is not a durable one.
   * @throws {InvocationStuckError} if the handler awaits what nothing settles.
   * @throws {RunnerBusyError} while another `run` of this runner is under way.
   * @throws {ExecutionsOpenError} while an execution that was started is open.
   * @throws {FakeTimersError} if a test framework's fake timers are installed.
   */
  async run<Handler extends LambdaHandler>(
    handler: Handler,
    input?: InputOf<Handler>,
    options?: RunOptions,
  ): Promise<Execution<ResultOf<Handler>>> {
    const execution = await calledByTest(async () => this.#schedules.plain(handler, input, options))
    return execution as Execution<ResultOf<Handler>>
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
  start<Handler extends LambdaHandler>(
    handler: Handler,
    input?: InputOf<Handler>,
    options?: RunOptions,
  ): StartedExecution<ResultOf<Handler>> {
    const execution = this.#started.start(handler, input, options)
    return execution as StartedExecution<ResultOf<Handler>>
  }

  /**
   * Lets virtual time pass for the executions that were started, and everything that is due in it
   * happen.
   *
   * @throws {InvalidArgumentError} if no execution was started.
   * @throws {WorldBusyError} while another call lets them run.
   */
  async advance(duration: Duration): Promise<void> {
    await calledByTest(async () => this.#started.advance(duration))
  }

  /** Lets the started executions run until all of them have suspended or ended. */
  async runUntilIdle(): Promise<void> {
    await calledByTest(async () => this.#started.runUntilIdle())
  }

  /**
   * Answers a callback with success, as `SendDurableExecutionCallbackSuccess` does.
   *
   * Before the callback exists this is a script for the next run, or for the one under way. For a
   * callback that is pending it is delivered now. A callback id is answered at once.
   *
   * @param nameOrId the name that the handler gave to `createCallback` or `waitForCallback`, a pattern
   *   for it, a path such as `"review/approve"`, or a callback id.
   * @param value a string or bytes are sent as they are, `undefined` sends no result, anything else is
   *   sent as JSON text. The SDK hands the handler the raw text unless it was given a serdes.
   */
  completeCallback(nameOrId: string | RegExp, value?: unknown, options?: DeliveryOptions): void {
    this.#callbacks.complete(nameOrId, value, options)
  }

  /** Answers a callback with failure, as `SendDurableExecutionCallbackFailure` does. */
  failCallback(nameOrId: string | RegExp, error?: ErrorInput, options?: DeliveryOptions): void {
    this.#callbacks.fail(nameOrId, error, options)
  }

  /** Sends heartbeats for a callback, as `SendDurableExecutionCallbackHeartbeat` does. */
  heartbeatCallback(nameOrId: string | RegExp, options?: HeartbeatOptions): void {
    this.#callbacks.heartbeat(nameOrId, options)
  }

  /**
   * Says that nobody answers a callback, so that it runs into the time-outs that the handler gave it.
   * With `after` the service times it out at that moment, whatever the handler gave it.
   */
  timeoutCallback(nameOrId: string | RegExp, options?: DeliveryOptions): void {
    this.#callbacks.timeOut(nameOrId, options)
  }

  /**
   * Simulates an external system: `respond` gets each callback that the pattern fits and no script
   * answers. It lives in the world of the run, so its sleeps, timers and dates are virtual. The first
   * responder that fits gets the callback; it stays registered for later runs.
   *
   * @param pattern the callback's name, a regular expression for it, or a predicate.
   * @throws {ResponderError} from the run, if the responder throws.
   */
  onCallback(pattern: CallbackPattern, respond: Responder, options?: ResponderOptions): this {
    this.#current.addResponder(toResponder(pattern, respond, options))
    return this
  }

  /**
   * Makes `mock` stand in for the body of a step, of a condition, or of the submitter of a
   * `waitForCallback`, whose name is the callback's with `-submitter` behind it.
   *
   * Doubles are for the run under way, or for the next one. The first double that applies stands in;
   * `delayStep` lets the next one follow.
   *
   * @param mock gets the attempt, and the real body as a function.
   * @returns what the double saw.
   */
  mockStep(name: string | RegExp, mock: StepMock, options?: StepDoubleOptions): StepDoubleHandle {
    return this.#doubles.mock(name, mock, options)
  }

  /** Makes the body of a step throw `error`, in every attempt unless the options say which. */
  failStep(
    name: string | RegExp,
    error: Error | string,
    options?: StepDoubleOptions,
  ): StepDoubleHandle {
    return this.#doubles.fail(name, error, options)
  }

  /** Lets virtual time pass before the body of a step runs. */
  delayStep(
    name: string | RegExp,
    duration: Duration,
    options?: StepDoubleOptions,
  ): StepDoubleHandle {
    return this.#doubles.delay(name, duration, options)
  }

  /**
   * Ends the invocation inside a step, when its start is persisted and its end is not, as a crash of
   * the Lambda does: before its body runs, or after.
   */
  interruptStep(name: string | RegExp, options?: InterruptStepOptions): StepDoubleHandle {
    return this.#doubles.interrupt(name, options)
  }

  /**
   * Makes `handler` the target of `context.invoke(name, ...)`, and of `InvokeCommand` through
   * `lambdaClient()`. It may be durable or plain, and may invoke others.
   */
  registerFunction(name: string, handler: LambdaHandler, options?: FunctionOptions): this {
    this.#current.addFunction(toRegisteredFunction(name, handler, options, this.#current.locality))
    return this
  }

  /**
   * Makes `mock` the target of `context.invoke(name, ...)`, as a plain function. Like one that is
   * registered it is for all later runs.
   *
   * @returns what the double saw.
   */
  mockFunction(
    name: string,
    mock: FunctionMock,
    options?: FunctionDoubleOptions,
  ): FunctionDoubleHandle {
    const { handler, calls, functionOptions } = toFunctionDouble(
      name,
      mock,
      options,
      this.#current.locality,
    )
    this.registerFunction(name, handler, functionOptions)
    return { calls }
  }

  /**
   * Takes scripts and doubles from a scenario, for the next run or the one under way: what
   * {@link completeCallback}, {@link mockStep}, {@link mockFunction} and their relatives would say.
   *
   * @example
   * ```ts
   * const scenario = runner.scenario("scenarios/approved.yaml")
   * const execution = await runner.run(handler, scenario.input)
   * scenario.assertMet(execution)
   * ```
   * @param scenario an object, or a file in YAML or JSON: its path, or its URL.
   * @returns the scenario, with its input and what it expects.
   * @throws {InvalidArgumentError} for anything that a scenario does not have, with the line of the file.
   */
  scenario(scenario: Scenario | string | URL): LoadedScenario {
    return readScenario(scenario).applyTo(this)
  }

  /**
   * Runs `handler` as {@link run} does, then replays it from every point at which the service could
   * invoke it anew, at other times, with other random numbers and in another environment. A handler
   * that asks for anything else than was recorded is not deterministic.
   *
   * The run is made a second time with the same seed, which shows sources of chance that the runner
   * does not control (`uncontrolled` in the result), and once more with things settling in the opposite
   * order. The bodies of steps run in these three runs, and never in a replay.
   *
   * @throws what {@link run} throws.
   */
  async checkReplay(
    handler: LambdaHandler,
    input?: unknown,
    options?: CheckReplayOptions,
  ): Promise<ReplayCheck> {
    return calledByTest(async () => this.#replays.check(handler, input, options))
  }

  /**
   * {@link checkReplay}, for a test that has nothing else to say about it.
   *
   * @example
   * ```ts
   * await runner.assertReplay(handler, { orderId: "o-1" })
   * ```
   * @returns what {@link checkReplay} returns.
   * @throws {ReplayDivergenceError} if the handler is not deterministic.
   * @throws {UncontrolledSourceError} if two runs with the same seed differ, unless that is allowed.
   * @throws what {@link run} throws.
   */
  async assertReplay(
    handler: LambdaHandler,
    input?: unknown,
    options?: AssertReplayOptions,
  ): Promise<ReplayCheck> {
    return calledByTest(async () => this.#replays.assert(handler, input, options))
  }

  /**
   * Replays `handler` against an execution that was recorded, by this runner or in production,
   * finished or still running: would today's code go on with it? The bodies of steps do not run.
   *
   * @throws {InvalidArgumentError} for what is no history.
   */
  async replay(handler: LambdaHandler, history: RecordedHistory): Promise<HistoryVerdict> {
    return calledByTest(async () => this.#replays.replay(handler, history))
  }

  /** The same for many histories, such as those of all executions in flight. */
  async replayAll(handler: LambdaHandler, histories: Histories): Promise<CorpusVerdict> {
    return calledByTest(async () => this.#replays.replayAll(handler, histories))
  }

  /**
   * {@link replayAll}, for a test: every history has to be compatible.
   *
   * @throws {IncompatibleHistoriesError} with all that are not, those that nothing can be said about
   * included.
   */
  async assertReplayAll(handler: LambdaHandler, histories: Histories): Promise<CorpusVerdict> {
    return calledByTest(async () => this.#replays.assertAll(handler, histories))
  }

  /**
   * What was chosen in the last run by a schedule or a plan, whether it ended or threw, with what it
   * was chosen from: {@link replaySchedule} takes exactly this course again or says where it cannot.
   * Undefined before the first such run.
   */
  get usedSchedule(): Schedule | undefined {
    return this.#schedules.used
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
    return calledByTest(async () => this.#schedules.run(schedule, handler, input, options))
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
    return calledByTest(async () => this.#schedules.replay(schedule, handler, input, options))
  }

  /**
   * A real `LambdaClient` whose transport is the simulated service of this runner, for the code of
   * external systems. Loads `@aws-sdk/client-lambda` on first use.
   */
  async lambdaClient(config: LambdaClientConfig = {}): Promise<LambdaClient> {
    const { createLambdaClient } = await import("./aws/index.ts")
    return createLambdaClient(this, config)
  }

  /**
   * Serves the simulated service of this runner over HTTP, for clients in other processes and languages: any
   * AWS SDK, and the AWS CLI, with `AWS_ENDPOINT_URL_LAMBDA=url`. Only this machine can connect.
   *
   * @throws {InvalidArgumentError} for options that are wrong, and where the port is taken.
   */
  async listen(options?: ListenOptions): Promise<Endpoint> {
    const { listen } = await import("./endpoint/index.ts")
    return listen(this, options)
  }

  /** Closes what {@link listen} has opened. */
  async close(): Promise<void> {
    await Promise.all([...this.#parts.closers].map((close) => close()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
