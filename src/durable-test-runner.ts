import type { LambdaClient, LambdaClientConfig } from "@aws-sdk/client-lambda"
import type { AssertReplayOptions, CheckReplayOptions } from "./replay-check-options.ts"
import type { ReplayCheck } from "./replay/judge/check.ts"
import type { CorpusVerdict, NamedHistory } from "./replay/judge/replay-history.ts"
import { executionFromHistory } from "./replay/history/execution-of-history.ts"
import type { RecordedHistory } from "./replay/history/read-history.ts"
import { ReplayChecks, replayOwnExecution } from "./replay/replay-checks.ts"
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
  readonly #replays: ReplayChecks<DurableTestRunner>
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
    this.#replays = new ReplayChecks(registrations, runs, this)
    this.#schedules = new ScheduledRuns(runs)
  }

  /**
   * Runs `handler` with `input` to the end of its execution, however much virtual time that takes.
   *
   * @param handler a handler wrapped by `withDurableExecution`, unmodified.
   * @param input the event, serialized as JSON; `undefined` starts the execution without one. Its type, and
   *   that of the result, come from the type of the handler: `Handler<Order, Receipt>`.
   * @returns the ended execution, also if it failed, timed out or was stopped.
   * @throws {BlockedExecutionError} if the execution waits for something that will never happen.
   * @throws {UnusedScriptError} if a script was never used.
   * @throws {HandlerNotWrappedError} if the handler is not a durable one.
   * @throws {InvocationStuckError} if the handler awaits something that never settles.
   * @throws {RunnerBusyError} during another `run` of this runner.
   * @throws {ExecutionsOpenError} while a started execution is open.
   * @throws {FakeTimersError} if fake timers of the test framework are installed.
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
   * Starts an execution that continues only when the test says so: by the methods of the return value,
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
   * @throws {RunnerBusyError} during a `run`.
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
   * Lets virtual time pass for the started executions. Everything that is due in this time happens.
   *
   * @throws {InvalidArgumentError} if no execution was started.
   * @throws {WorldBusyError} while another call lets time pass.
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
   * If the callback is pending, it receives the answer now. Otherwise the call is a script for the current
   * run, or for the next one. A callback id receives the answer at once.
   *
   * @param nameOrId the name that the handler passed to `createCallback` or `waitForCallback`, a pattern
   *   for it, a path such as `"review/approve"`, or a callback id.
   * @param value strings and bytes are sent unchanged, `undefined` sends no result, everything else is
   *   sent as JSON text. The SDK gives the handler the raw text unless it has a serdes.
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
   * Leaves a callback unanswered: it reaches the time-outs that the handler set. With `after`, the service
   * times it out at that moment, whatever the handler set.
   */
  timeoutCallback(nameOrId: string | RegExp, options?: DeliveryOptions): void {
    this.#callbacks.timeOut(nameOrId, options)
  }

  /**
   * Simulates an external system: `respond` receives each callback that matches the pattern and that no
   * script answers. It runs in the world of the run, so its sleeps, timers and dates are virtual. The first
   * responder that matches receives the callback; it stays registered for later runs.
   *
   * @param pattern the callback's name, a regular expression for it, or a predicate.
   * @throws {ResponderError} from the run, if the responder throws.
   */
  onCallback(pattern: CallbackPattern, respond: Responder, options?: ResponderOptions): this {
    this.#current.addResponder(toResponder(pattern, respond, options))
    return this
  }

  /**
   * Replaces the body of a step, of a condition, or of the submitter of a `waitForCallback` by `mock`. The
   * name of a submitter is the callback's name followed by `-submitter`.
   *
   * Doubles apply to the current run, or to the next one. If several doubles apply, the first one wins;
   * `delayStep` also lets the next one apply.
   *
   * @param mock receives the attempt, and the real body as a function.
   * @returns the calls of the double.
   */
  mockStep(name: string | RegExp, mock: StepMock, options?: StepDoubleOptions): StepDoubleHandle {
    return this.#doubles.mock(name, mock, options)
  }

  /** Makes the body of a step throw `error`, in every attempt or in those that the options name. */
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
   * Ends the invocation inside a step, before or after its body runs, like a crash of the Lambda function:
   * the start of the step is persisted, its end is not.
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
   * Makes `mock` the target of `context.invoke(name, ...)`, as a plain function. Like a registered function,
   * it stays for all later runs.
   *
   * @returns the calls of the double.
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
   * Takes scripts and doubles from a scenario, for the current run or the next one. It replaces calls of
   * {@link completeCallback}, {@link mockStep}, {@link mockFunction} and their relatives.
   *
   * @example
   * ```ts
   * const scenario = runner.scenario("scenarios/approved.yaml")
   * const execution = await runner.run(handler, scenario.input)
   * scenario.assertMet(execution)
   * ```
   * @param scenario an object, or a file in YAML or JSON: its path, or its URL.
   * @returns the scenario, with its input and its expectations.
   * @throws {InvalidArgumentError} for an unknown key or a wrong value, with the line of the file.
   */
  scenario(scenario: Scenario | string | URL): LoadedScenario {
    return readScenario(scenario).applyTo(this)
  }

  /**
   * Runs `handler` like {@link run}, then replays it from every point where the service could invoke it
   * again: at other times, with other random numbers and in another environment. A handler that requests
   * anything other than the recorded operations is not deterministic.
   *
   * The check repeats the run with the same seed, which shows sources of chance outside of the runner's
   * control (`uncontrolled` in the result), and once more with promises that settle in the opposite order.
   * Step bodies run in these three runs, and never in a replay.
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
   * {@link checkReplay} as an assertion: it throws instead of returning a negative verdict.
   *
   * @example
   * ```ts
   * await runner.assertReplay(handler, { orderId: "o-1" })
   * ```
   * @returns the result of {@link checkReplay}.
   * @throws {ReplayDivergenceError} if the handler is not deterministic.
   * @throws {UncontrolledSourceError} if two runs with the same seed differ, unless `allowUncontrolled` is set.
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
   * Checks whether `handler` can continue a recorded execution, of a runner or of production, finished or
   * still running. It replays the handler from every point of the history. Step bodies do not run.
   *
   * @throws {InvalidArgumentError} if the argument is not a history.
   */
  async replay(handler: LambdaHandler, history: RecordedHistory): Promise<HistoryVerdict> {
    return calledByTest(async () => this.#replays.replay(handler, history))
  }

  /** Checks many histories as {@link replay} does, such as those of all executions in flight. */
  async replayAll(handler: LambdaHandler, histories: Histories): Promise<CorpusVerdict> {
    return calledByTest(async () => this.#replays.replayAll(handler, histories))
  }

  /**
   * {@link replayAll} as an assertion: every history must be compatible.
   *
   * @throws {IncompatibleHistoriesError} with all histories that are incompatible or undecidable.
   */
  async assertReplayAll(handler: LambdaHandler, histories: Histories): Promise<CorpusVerdict> {
    return calledByTest(async () => this.#replays.assertAll(handler, histories))
  }

  /**
   * The choices of the last run by a schedule or a plan, whether it ended or threw, and the possible events
   * at each choice. {@link replaySchedule} repeats exactly this run, or reports where it cannot.
   * Undefined before the first such run.
   */
  get usedSchedule(): Schedule | undefined {
    return this.#schedules.used
  }

  /**
   * Runs `handler` like {@link run}, in the order and with the faults of a schedule. Any schedule works for
   * any handler: a choice that is too large is taken modulo the number of possible events, and after the end
   * of the schedule the oldest event happens first.
   *
   * Unused or late scripts are not errors here: another schedule may use them.
   *
   * @param schedule a schedule, its text, or a plan that chooses in another way.
   * @throws what {@link run} throws, except `UnusedScriptError` and `DeliveryRefusedError`.
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
   * Repeats the run of a schedule that a failure printed. It uses the scripts, responders and functions of
   * this runner: they must be the same as in that run, and so must `createHandler`, if the exploration had
   * one.
   *
   * @throws {ScheduleDivergedError} if the possible events differ from those of the schedule.
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
   * @throws {InvalidArgumentError} for wrong options, and if the port is taken.
   */
  async listen(options?: ListenOptions): Promise<Endpoint> {
    const { listen } = await import("./endpoint/index.ts")
    return listen(this, options)
  }

  /** Closes the endpoint of {@link listen}. */
  async close(): Promise<void> {
    await Promise.all([...this.#parts.closers].map((close) => close()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
