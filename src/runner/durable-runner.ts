import type { DurableService } from "../service/durable-service.ts"
import type { Instant } from "../service/instant.ts"
import type { LambdaHandler } from "../simulation/invocation.ts"
import { toCallbackPayload, toJson } from "./callback-payload.ts"
import type { CallbackScript, ScriptAction } from "./callback-script.ts"
import { type ErrorInput, toErrorObject } from "./error-object.ts"
import type { Execution } from "./execution.ts"
import type { RegisteredResponder } from "./external-systems.ts"
import { type FunctionOptions, toRegisteredFunction } from "./register-function.ts"
import {
  assertResponder,
  type CallbackPattern,
  type Responder,
  type ResponderOptions,
} from "./responder.ts"
import { assertHandler, assertKnownOptions, RunnerBusyError } from "./runner-errors.ts"
import { type DurableTestRunnerOptions, type RunnerSettings, toSettings } from "./runner-options.ts"
import {
  callOf,
  type DeliveryOptions,
  type HeartbeatOptions,
  toHeartbeatAction,
  toScript,
} from "./script-options.ts"
import { type RegisteredFunction, Session } from "./session.ts"

export interface RunOptions {
  /** The execution's name. Default: the service makes one, from the seed. */
  readonly name?: string
}

/**
 * Runs durable handlers against a simulated service in virtual time. This is the whole of the public
 * runner but for what needs an edge of the package; see `DurableTestRunner`.
 */
export class DurableRunner {
  readonly #settings: RunnerSettings
  readonly #functions: Map<string, RegisteredFunction> = new Map()
  readonly #responders: RegisteredResponder[] = []
  #scripts: CallbackScript[] = []
  #session: Session | undefined
  #runs = 0
  #isRunning = false

  constructor(options: DurableTestRunnerOptions = {}) {
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
   * @throws {FakeTimersError} if a test framework's fake timers are installed.
   */
  async run(handler: LambdaHandler, input?: unknown, options: RunOptions = {}): Promise<Execution> {
    assertHandler("run", handler)
    assertKnownOptions("run a handler", options, ["name"])
    const payload = input === undefined ? undefined : toJson(input, "the input of run")
    if (this.#isRunning) throw new RunnerBusyError()
    const session = this.#openSession(handler)
    this.#scripts = []
    this.#isRunning = true
    try {
      const { functionName } = this.#settings
      return await session.finish(session.start({ functionName, name: options.name, payload }))
    } finally {
      this.#isRunning = false
    }
  }

  /**
   * Makes `handler` the target of `context.invoke(name, ...)`. It may be durable or plain, and may
   * invoke others.
   */
  registerFunction(name: string, handler: LambdaHandler, options: FunctionOptions = {}): this {
    this.#functions.set(name, toRegisteredFunction(name, handler, options))
    return this
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
    const payload = toCallbackPayload(value, `the value of ${callOf("completeCallback", nameOrId)}`)
    this.#script("completeCallback", nameOrId, { kind: "complete", payload }, options)
  }

  /** Answers a callback with failure, as `SendDurableExecutionCallbackFailure` does. */
  failCallback(nameOrId: string | RegExp, error?: ErrorInput, options?: DeliveryOptions): void {
    const action = { kind: "fail", error: toErrorObject(error) } as const
    this.#script("failCallback", nameOrId, action, options)
  }

  /** Sends heartbeats for a callback, as `SendDurableExecutionCallbackHeartbeat` does. */
  heartbeatCallback(nameOrId: string | RegExp, options?: HeartbeatOptions): void {
    const action = toHeartbeatAction(nameOrId, options)
    const own = ["every", "times"]
    const script = toScript("heartbeatCallback", nameOrId, action, options, own)
    this.#add(script)
  }

  /**
   * Says that nobody answers a callback, so that it runs into the time-outs that the handler gave it.
   * With `after` the service times it out at that moment, whatever the handler gave it.
   */
  timeoutCallback(nameOrId: string | RegExp, options?: DeliveryOptions): void {
    this.#script("timeoutCallback", nameOrId, { kind: "timeout" }, options)
  }

  /**
   * Simulates an external system: `respond` gets each callback that the pattern fits and no script
   * answers. It lives in the world of the run, so its sleeps, timers and dates are virtual. The first
   * responder that fits gets the callback; it stays registered for later runs.
   *
   * @param pattern the callback's name, a regular expression for it, or a predicate.
   * @throws {ResponderError} from the run, if the responder throws.
   */
  onCallback(pattern: CallbackPattern, respond: Responder, options: ResponderOptions = {}): this {
    assertResponder(pattern, respond, options)
    this.#responders.push({ pattern, respond, options })
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

  #script(
    method: string,
    nameOrId: string | RegExp,
    action: ScriptAction,
    options: DeliveryOptions | undefined,
  ): void {
    this.#add(toScript(method, nameOrId, action, options))
  }

  #add(script: CallbackScript): void {
    if (this.#session?.answersById(script) === true) return
    if (this.#isRunning) this.#session?.script(script)
    else this.#scripts.push(script)
  }

  #openSession(handler: LambdaHandler): Session {
    const { functionName, functionTimeoutMs, functionTimeoutIsExplicit, executionTimeoutSeconds } =
      this.#settings
    this.#functions.set(functionName, {
      functionName,
      handler,
      durable: true,
      timeoutMs: functionTimeoutMs,
      timeoutIsExplicit: functionTimeoutIsExplicit,
      executionTimeoutSeconds: executionTimeoutSeconds ?? null,
    })
    this.#session = this.#newSession()
    return this.#session
  }

  /** Every run has ids of its own, so that an id of an earlier run is unknown to a later one. */
  #newSession(): Session {
    const { seed } = this.#settings
    const runSeed = this.#runs === 0 ? seed : `${seed}/${this.#runs}`
    this.#runs++
    return new Session(this.#settings, runSeed, new Map(this.#functions), this.#scripts, [
      ...this.#responders,
    ])
  }
}
