import { DurableTestRunner } from "./durable-test-runner.ts"
import type { DurableTestRunnerOptions } from "./runner/options/runner-options.ts"
import type { AnyCallbacks, Callbacks, RunnerOptionsFor, TypedRunner } from "./typed-runner.ts"
import type { LambdaHandler } from "./world/invocation/invocation.ts"

/**
 * Makes a runner from the names of a handler's callbacks. Another name does not compile, and at run time the
 * runner refuses it.
 *
 * @example
 * ```ts
 * const runner = createRunner({ callbacks: ["approve", "audit"] })
 * runner.completeCallback("approve", "yes")
 * ```
 */
export function createRunner<const Name extends string>(
  options: DurableTestRunnerOptions & { readonly callbacks: readonly Name[] },
): TypedRunner<LambdaHandler, Name>
/**
 * Makes a runner with the types of a handler and its callbacks: the input and the result of `run`, the names
 * and the values of callbacks.
 *
 * @typeParam Tested the type of the handler, or of the function that `withDurableExecution` wraps: the SDK's
 *   own type of handlers has no input and result.
 * @typeParam Declared the callbacks with the types of their values, or only their names.
 * @example
 * ```ts
 * const runner = createRunner<typeof order, { approve: Approval }>()
 * runner.completeCallback("approve", { by: "jo" })
 * const { result } = await runner.run(handler, { orderId: "o-1" })
 * ```
 */
export function createRunner<
  Tested extends LambdaHandler = LambdaHandler,
  Declared extends Callbacks = AnyCallbacks,
>(options?: RunnerOptionsFor<Declared>): TypedRunner<Tested, Declared>
export function createRunner(options?: DurableTestRunnerOptions): DurableTestRunner {
  return new DurableTestRunner(options)
}
