import { DurableTestRunner } from "./durable-test-runner.ts"
import type { DurableTestRunnerOptions } from "./runner/options/runner-options.ts"
import type { AnyCallbacks, Callbacks, RunnerOptionsFor, TypedRunner } from "./typed-runner.ts"
import type { LambdaHandler } from "./world/invocation/invocation.ts"

/**
 * Makes a runner that knows the callbacks of a handler by the list of their names. One that is not in the
 * list does not compile, and is refused where no compiler looks.
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
 * Makes a runner that knows a handler and its callbacks by their types: the input of `run` and its result,
 * the names of callbacks and their values.
 *
 * @typeParam Tested the type of the handler, or that of the function which `withDurableExecution` is given:
 *   the SDK's own type of handlers says nothing of inputs and results.
 * @typeParam Declared the callbacks and what they are answered with, or their names alone.
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
