import type { DurableTestRunner } from "./durable-test-runner.ts"
import type { ErrorInput } from "./runner/callbacks/error-object.ts"
import type { DeliveryOptions, HeartbeatOptions } from "./runner/callbacks/script-options.ts"
import type { InputOf, ResultOf } from "./runner/handler-types.ts"
import type { DurableTestRunnerOptions } from "./runner/options/runner-options.ts"
import type { Execution } from "./runner/results/execution.ts"
import type { RunOptions } from "./runner/run-options.ts"
import type { StartedExecution } from "./runner/step-by-step/started-execution.ts"
import type {
  CallbackPattern,
  ReceivedCallback,
  Responder,
  ResponderOptions,
} from "./runner/systems/responder.ts"
import type { LambdaHandler } from "./world/invocation/invocation.ts"

/** Callbacks of any name, with any value. */
export type AnyCallbacks = Readonly<Record<string, unknown>>

/** `{ approve: Approval }`, or only the names: `"approve" | "audit"`. */
export type Callbacks = object | string

type NameIn<Declared extends Callbacks> = Declared extends string
  ? Declared
  : Extract<keyof Declared, string>

/** The options of such a runner. */
export type RunnerOptionsFor<Declared extends Callbacks> = DurableTestRunnerOptions & {
  readonly callbacks?: readonly NameIn<Declared>[]
}

/** A name, or a path that ends with it. */
type PathOf<Name extends string> = Name | `${string}/${Name}`

type ValueIn<Declared extends Callbacks, Name> = Name extends keyof Declared
  ? Declared extends string
    ? unknown
    : Declared[Name]
  : unknown

/** The value has to be there, unless the callback may come without one. */
type Answer<Value, Options extends readonly unknown[]> = undefined extends Value
  ? [value?: Value, ...options: Options]
  : [value: Value, ...options: Options]

/** The input has to be there, unless the handler does without. */
type Input<Handler extends LambdaHandler> =
  undefined extends InputOf<Handler>
    ? [input?: InputOf<Handler>, options?: RunOptions]
    : [input: InputOf<Handler>, options?: RunOptions]

/** Any handler where `Tested` says nothing of its input; none where it does. */
type Unknown<Tested extends LambdaHandler, Given> = unknown extends InputOf<Tested> ? Given : never

type TypedResponder<Value> = (
  callback: Omit<ReceivedCallback, "succeed"> & {
    succeed(...answer: Answer<Value, []>): Promise<void>
  },
) => void | Promise<void>

/**
 * A runner for one handler and its callbacks. The compiler checks the input, the names of callbacks and their
 * values, and infers the result. {@link createRunner} makes one.
 */
export interface TypedRunner<
  Tested extends LambdaHandler = LambdaHandler,
  Declared extends Callbacks = AnyCallbacks,
> extends DurableTestRunner {
  run<Given extends LambdaHandler>(
    handler: Unknown<Tested, Given>,
    input?: InputOf<Given>,
    options?: RunOptions,
  ): Promise<Execution<ResultOf<Given>>>
  run(handler: LambdaHandler, ...input: Input<Tested>): Promise<Execution<ResultOf<Tested>>>

  start<Given extends LambdaHandler>(
    handler: Unknown<Tested, Given>,
    input?: InputOf<Given>,
    options?: RunOptions,
  ): StartedExecution<ResultOf<Given>>
  start(handler: LambdaHandler, ...input: Input<Tested>): StartedExecution<ResultOf<Tested>>

  completeCallback(pattern: RegExp, value?: unknown, options?: DeliveryOptions): void
  completeCallback<Name extends NameIn<Declared>>(
    name: PathOf<Name>,
    ...answer: Answer<ValueIn<Declared, Name>, [options?: DeliveryOptions]>
  ): void

  failCallback(
    name: PathOf<NameIn<Declared>> | RegExp,
    error?: ErrorInput,
    options?: DeliveryOptions,
  ): void

  heartbeatCallback(name: PathOf<NameIn<Declared>> | RegExp, options?: HeartbeatOptions): void

  timeoutCallback(name: PathOf<NameIn<Declared>> | RegExp, options?: DeliveryOptions): void

  onCallback(
    pattern: Exclude<CallbackPattern, string>,
    respond: Responder,
    options?: ResponderOptions,
  ): this
  onCallback<Name extends NameIn<Declared>>(
    name: Name,
    respond: TypedResponder<ValueIn<Declared, Name>>,
    options?: ResponderOptions,
  ): this
}
