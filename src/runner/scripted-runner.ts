import type { LambdaHandler } from "../world/invocation/invocation.ts"
import { toCallbackPayload } from "../text/callback-payload.ts"
import type { CallbackScript, ScriptAction } from "./callbacks/callback-script.ts"
import type { Duration } from "../text/duration.ts"
import { type ErrorInput, toErrorObject } from "./results/error-object.ts"
import {
  type FunctionDoubleHandle,
  type FunctionDoubleOptions,
  type FunctionMock,
  toFunctionDouble,
} from "./function-double.ts"
import type { FunctionOptions } from "./register-function.ts"
import {
  type CallbackPattern,
  type RegisteredResponder,
  type Responder,
  type ResponderOptions,
  toResponder,
} from "./systems/responder.ts"
import {
  callOf,
  type DeliveryOptions,
  type HeartbeatOptions,
  toHeartbeats,
  toScript,
} from "./callbacks/script-options.ts"
import type {
  InterruptStepOptions,
  StepDouble,
  StepDoubleHandle,
  StepDoubleOptions,
  StepMock,
} from "./doubles/step-double.ts"
import {
  toDelayAction,
  toFailAction,
  toInterruption,
  toMockAction,
  toStepDouble,
} from "./doubles/to-step-double.ts"

/** What a test says of the world around its handler: answers, external systems, doubles. */
export abstract class ScriptedRunner {
  protected readonly responders: RegisteredResponder[] = []
  /** For the next run. */
  protected readonly scripts: CallbackScript[] = []
  /** For the next run. */
  protected readonly doubles: StepDouble[] = []

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
    const call = `call ${callOf("failCallback", nameOrId)}`
    const action = { kind: "fail", error: toErrorObject(call, error) } as const
    this.#script("failCallback", nameOrId, action, options)
  }

  /** Sends heartbeats for a callback, as `SendDurableExecutionCallbackHeartbeat` does. */
  heartbeatCallback(nameOrId: string | RegExp, options?: HeartbeatOptions): void {
    this.addScript(toHeartbeats(nameOrId, options))
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
    this.addResponder(toResponder(pattern, respond, options))
    return this
  }

  /**
   * Makes `mock` stand in for the body of a step, of a condition, or of the submitter of a
   * `waitForCallback`, whose name is the callback's with `-submitter` behind it.
   *
   * Doubles are for the run under way, or for the next one, and need `durable-test-runner/register` to
   * be imported before the handler. The first double that applies stands in; `delayStep` lets the
   * next one follow.
   *
   * @param mock gets the attempt, and the real body as a function.
   * @returns what the double saw.
   */
  mockStep(name: string | RegExp, mock: StepMock, options?: StepDoubleOptions): StepDoubleHandle {
    return this.#double(toStepDouble("mockStep", name, toMockAction(name, mock), options))
  }

  /** Makes the body of a step throw `error`, in every attempt unless the options say which. */
  failStep(
    name: string | RegExp,
    error: Error | string,
    options?: StepDoubleOptions,
  ): StepDoubleHandle {
    return this.#double(toStepDouble("failStep", name, toFailAction(name, error), options))
  }

  /** Lets virtual time pass before the body of a step runs. */
  delayStep(
    name: string | RegExp,
    duration: Duration,
    options?: StepDoubleOptions,
  ): StepDoubleHandle {
    return this.#double(toStepDouble("delayStep", name, toDelayAction(name, duration), options))
  }

  /**
   * Ends the invocation inside a step, when its start is persisted and its end is not, as a crash of
   * the Lambda does: before its body runs, or after.
   */
  interruptStep(name: string | RegExp, options?: InterruptStepOptions): StepDoubleHandle {
    return this.#double(toInterruption(name, options))
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
    const { handler, calls, functionOptions } = toFunctionDouble(name, mock, options)
    this.registerFunction(name, handler, functionOptions)
    return { calls }
  }

  abstract registerFunction(name: string, handler: LambdaHandler, options?: FunctionOptions): this

  /** A script is for the run under way, if there is one. */
  protected abstract addScript(script: CallbackScript): void

  /** A responder gets what is pending in the run under way, if there is one. */
  protected abstract addResponder(responder: RegisteredResponder): void

  /** A double is for the run under way, if there is one. */
  protected abstract addDouble(double: StepDouble): void

  #script(
    method: string,
    nameOrId: string | RegExp,
    action: ScriptAction,
    options: DeliveryOptions | undefined,
  ): void {
    this.addScript(toScript(method, nameOrId, action, options))
  }

  #double(double: StepDouble): StepDoubleHandle {
    this.addDouble(double)
    return { calls: double.calls }
  }
}
