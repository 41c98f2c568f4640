import { DurableService } from "../service/durable-service.ts"
import type { Instant } from "../service/values/instant.ts"
import { settingsOf } from "../service/values/service-options.ts"
import { type AcceptedInvoke, InvokeApi } from "../world/driving/invoke-api.ts"
import type { InvokeAnswer, InvokeRequest } from "../world/events/invoke-request.ts"
import { World } from "../world/world.ts"
import { BlockedExecutionError } from "./blocked-execution-error.ts"
import { callbackInWords } from "./callbacks/callback-in-words.ts"
import type { CallbackScript } from "./callbacks/callback-script.ts"
import { type CallbackListener, CallbackTracker } from "./callbacks/callback-tracker.ts"
import { describeExecution, type Glimpse } from "./results/describe-execution.ts"
import type { Execution } from "./results/execution.ts"
import { ExternalSystems } from "./systems/external-systems.ts"
import { SimulatedTransport } from "./lambda-api/simulated-transport.ts"
import type { ReplayExecution } from "./results/replay-verdict.ts"
import type { RunnerSettings } from "./options/runner-options.ts"
import { type RunOptions, withAdviceOnSize } from "./run-options.ts"
import { ScriptedDeliveries } from "./callbacks/scripted-deliveries.ts"
import { SuspensionGate } from "./callbacks/suspension-gate.ts"
import { StepByStep } from "./step-by-step/step-by-step.ts"
import type { SteppedWorld } from "./step-by-step/started-execution.ts"
import { addToService, type RegisteredFunction } from "./register-function.ts"
import { isAtWork } from "../world/why-stuck.ts"
import type { WorldRegistrations } from "./registrations.ts"
import { StepDoubles } from "./doubles/step-doubles.ts"
import { printLogs } from "./print-logs.ts"
import { UnusedScriptError, unusedScripts } from "./unused-script-error.ts"

export interface StartRequest extends RunOptions {
  readonly functionName: string
  readonly payload: string | undefined
}

export interface ScriptedWorldSettings extends RunnerSettings {
  /** Scripts that come too late, or are never used, are let be. */
  readonly isLenient: boolean
  /** Whether callbacks and steps of a name are counted for each execution that is started. Default: in the world. */
  readonly countsByRoot?: boolean
}

/** One world with the outside world that the test has scripted for it. */
export class ScriptedWorld implements SteppedWorld {
  readonly world: World
  readonly tracker: CallbackTracker
  readonly deliveries: ScriptedDeliveries
  readonly steps: StepByStep
  readonly doubles: StepDoubles
  readonly #externalSystems: ExternalSystems
  readonly #settings: ScriptedWorldSettings
  readonly #functions: Map<string, RegisteredFunction>
  readonly #invokes: InvokeApi
  readonly #replayExecution: ReplayExecution
  readonly #transport: SimulatedTransport = new SimulatedTransport({
    callService: (label, call, about) => this.call(label, call, about),
    invokeFunction: (request) => this.invoke(request),
  })

  constructor(
    settings: ScriptedWorldSettings,
    seed: string,
    { functions, scripts, responders, doubles }: WorldRegistrations,
    replayExecution: ReplayExecution,
  ) {
    this.#settings = settings
    this.#functions = functions
    this.#replayExecution = replayExecution
    const service = new DurableService({ ...settings.service, seed })
    for (const registered of functions.values()) addToService(service, registered)
    this.world = new World({
      service,
      functions,
      seed,
      startTime: settings.startTime,
      options: settings.world,
      environment: settings.environment,
      lambdaApi: (request) => this.#transport.serve(request),
      ...(settings.chooser && { chooser: settings.chooser }),
    })
    this.#invokes = new InvokeApi(this.world, settingsOf({ ...settings.service, seed }))
    const gate = new SuspensionGate(this.world)
    this.deliveries = new ScriptedDeliveries(this.world, gate, settings.isLenient)
    this.#externalSystems = new ExternalSystems(this.world, gate, responders)
    this.tracker = new CallbackTracker(service, this.#listener(), settings.countsByRoot)
    this.steps = new StepByStep(this.world, this.tracker, gate)
    this.world.observe({
      isBusyOutside: () => this.#externalSystems.isActive(() => false),
      serviceChanged: () => this.tracker.follow(),
      invocationEnded: (invocation) => {
        const { durableExecutionArn } = invocation.identity
        if (durableExecutionArn !== undefined) gate.suspended(durableExecutionArn)
        this.#invokes.invocationEnded(invocation)
      },
    })
    this.doubles = new StepDoubles(this.world, this.tracker, doubles, settings.countsByRoot)
    for (const script of scripts) this.script(script)
  }

  /** Between two steps of a started execution an answer to a pending callback is given at once. */
  script(script: CallbackScript): void {
    const callback = this.steps.answerable(script)
    if (callback === undefined) this.deliveries.register(script, this.tracker.callbacks)
    else this.deliveries.deliverNow(script, callback)
  }

  /** Delivers a script that names a callback id of this world at once; errors go to the caller. */
  answersById(script: CallbackScript): boolean {
    if (typeof script.name !== "string") return false
    const callback = this.tracker.find(script.name)
    if (callback === undefined || script.afterMs !== undefined) return false
    if (this.world.isDriven) return false
    this.deliveries.deliverNow(script, callback)
    return true
  }

  /**
   * Calls the service: as an event of the world while that is under way, else at once.
   *
   * @param about the id of a callback, where the call is about one.
   */
  call<T>(
    label: string,
    call: (service: DurableService, now: Instant) => T,
    about?: string,
  ): Promise<T> {
    const { calls, clock, service } = this.world
    const callback = about === undefined ? undefined : this.tracker.find(about)
    const of = callback === undefined ? undefined : callbackInWords(callback)
    return calls.call(label, () => call(service, clock.now), of)
  }

  /** Makes a function known to a world that exists already. */
  registerFunction(registered: RegisteredFunction): void {
    this.#functions.set(registered.functionName, registered)
    addToService(this.world.service, registered)
  }

  /**
   * Lambda's Invoke. Outside of a run nobody else lets time pass: a synchronous call does so until it
   * is answered, an asynchronous one until what it started is over, unless the test holds an execution
   * of this world that goes on when the test says so.
   *
   * @throws {BlockedExecutionError} if nothing is scheduled that would lead to an answer.
   */
  async invoke(request: InvokeRequest): Promise<InvokeAnswer> {
    const { calls, isDriven } = this.world
    const isUnderWay = isDriven || !this.#isQuiet()
    const invoke = await calls.call("Invoke", () => this.#invokes.begin(request))
    const { durableExecutionArn: arn, invocationType, answer, isAnswered } = invoke
    if (calls.isInside) return answer
    if (invocationType === "RequestResponse") {
      const rest = await calls.reach(isAnswered, answer)
      if (rest === "idle" && arn !== undefined) throw this.#blocked(this.describe(arn), [])
    } else if (!isUnderWay) {
      await calls.reach(() => this.#isQuiet())
    }
    return answer
  }

  /** Lambda's Invoke where somebody else lets time pass: its answer comes when it comes. */
  async beginInvoke(request: InvokeRequest): Promise<AcceptedInvoke> {
    return this.world.calls.call("Invoke", () => this.#invokes.begin(request))
  }

  start({ payload, ...request }: StartRequest): string {
    const { service, clock } = this.world
    const start = {
      qualifier: "$LATEST",
      invocationType: "Event",
      ...request,
      ...(payload !== undefined && { payload }),
    } as const
    try {
      const { durableExecutionArn } = service.startExecution(start, clock.now)
      this.steps.started(durableExecutionArn)
      return durableExecutionArn
    } catch (error) {
      throw withAdviceOnSize(error, start.invocationType)
    }
  }

  /**
   * Runs an execution to its end. Others that the test has started in this world may stay open: then
   * what is left unused may be meant for them.
   *
   * @throws {BlockedExecutionError} if it is waiting, and nothing is scheduled that would wake it.
   * @throws {UnusedScriptError} if a script was not used and the runner does not allow that.
   */
  async finish(arn: string): Promise<Execution> {
    let isFailed = true
    try {
      const execution = await this.#finish(arn)
      isFailed = execution.status !== "SUCCEEDED"
      return execution
    } catch (error) {
      for (const invocation of this.world.invocations) invocation.abandon()
      throw error
    } finally {
      if (isFailed && this.#settings.logs === "on-failure") printLogs(this.describe(arn))
    }
  }

  async #finish(arn: string): Promise<Execution> {
    const { world, tracker, deliveries } = this
    const rest = await world.drive(() => this.#isOver(arn))
    const execution = this.describe(arn)
    const unused = unusedScripts(deliveries.scripts)
    if (rest === "idle" && execution.status === "RUNNING") throw this.#blocked(execution, unused)
    const { allowUnusedScripts, isLenient } = this.#settings
    if (!allowUnusedScripts && !isLenient && !this.steps.hasOpen) {
      if (unused.length > 0) throw new UnusedScriptError(execution, unused, tracker.callbacks)
      this.doubles.assertUsed(execution)
    }
    return execution
  }

  /** A responder was added: it gets what is pending and nobody deals with. */
  responderAdded(): void {
    for (const callback of this.tracker.callbacks) {
      if (!this.deliveries.answers(callback)) this.#externalSystems.offer(callback)
    }
  }

  describe(arn: string, glimpse?: Glimpse): Execution {
    return describeExecution(this.world, arn, this.tracker, this.#replayExecution, glimpse)
  }

  /** Over with all it has started: its children, and the answers that are to come too late. */
  #isOver(arn: string): boolean {
    const { neighbours, service } = this.world
    if (!service.isClosed(arn)) return false
    const isOther = this.steps.allBut(arn)
    return this.#isQuiet((each) => neighbours.has(each) || isOther(each))
  }

  #isQuiet(ignores: (arn: string) => boolean = () => false): boolean {
    const { invocations, service } = this.world
    for (const invocation of invocations) {
      const { durableExecutionArn: arn } = invocation.identity
      if (invocation.isGivenUp) {
        // The service does not learn of what it still does, and the outside world does.
        const { choiceSpace } = this.world
        if (choiceSpace?.anywhere === true && isAtWork(this.world, invocation)) return false
        continue
      }
      if (arn === undefined || !ignores(arn)) return false
    }
    if (this.deliveries.hasDeliveriesToRefuse(ignores)) return false
    if (this.#externalSystems.isActive(ignores) || this.#invokes.isBusy) return false
    return service.executionArns().every((arn) => service.isClosed(arn) || ignores(arn))
  }

  #blocked(execution: Execution, unused: readonly CallbackScript[]): BlockedExecutionError {
    return new BlockedExecutionError(execution, {
      world: this.world,
      callbacks: this.tracker.callbacks,
      scripts: this.deliveries.scripts,
      unused,
      systems: this.#externalSystems,
      describe: (arn) => this.describe(arn),
    })
  }

  /** A callback that a script answers is not handed to a responder too. */
  #listener(): CallbackListener {
    const { deliveries } = this
    const systems = this.#externalSystems
    return {
      created: (callback) => {
        // What the test has scripted is for its own execution.
        if (this.world.neighbours.has(callback.executionArn)) return
        deliveries.created(callback)
        if (!deliveries.answers(callback)) systems.created(callback)
      },
      submitted: (callback) => {
        deliveries.submitted(callback)
        systems.submitted(callback)
      },
      closed: (callback) => {
        deliveries.closed(callback)
        systems.closed(callback)
      },
      executionStarted: (arn) => this.#executionStarted(arn),
      executionClosed: (arn) => {
        deliveries.executionClosed(arn)
        this.#invokes.executionClosed(arn)
      },
    }
  }

  #executionStarted(arn: string): void {
    const { functionName } = this.world.service.describeExecution(arn)
    const registered = this.#functions.get(functionName)
    if (registered?.executionTimeoutSeconds === null) this.world.implicitTimeouts.add(arn)
  }
}
