import { DurableTestRunner } from "./durable-test-runner.ts"
import type { ExploreOptions } from "./explore/options/explore-options.ts"
import type { Verdict } from "./explore/report/verdict.ts"
import { calledByTest } from "./text/caller.ts"
import type { LambdaHandler } from "./world/invocation/invocation.ts"

/**
 * Searches for a schedule that breaks a handler: another order of events, a crash, a lost reply. It stops at
 * the first violation, shrinks it, and prints how to replay it. Otherwise it reports how much it covered.
 *
 * Without a specification, it checks that crashes and other faults do not change how the execution ends, that
 * a replay requests the recorded operations, that every schedule ends, and the guarantees of the service and
 * the SDK. Step bodies run as often as the schedules require, so they must act on fakes, which `prepare`
 * resets.
 *
 * @example
 * ```ts
 * const verdict = await explore(handler, {
 *   input: { orderId: "o-1" },
 *   prepare: (runner) => {
 *     charges.length = 0
 *     runner.completeCallback("approve", { status: "approved" })
 *   },
 *   observe: () => charges,
 * })
 * verdict.assertPassed()
 * ```
 * @returns the verdict, also for a violation; `assertPassed` then throws.
 * @throws {InvalidArgumentError} for wrong options.
 */
export async function explore(handler: LambdaHandler, options?: ExploreOptions): Promise<Verdict> {
  return calledByTest(async () => {
    // A fifth of all code, and most tests do without it.
    const { exploreWith } = await import("./explore/explore.ts")
    return exploreWith((given) => new DurableTestRunner(given), handler, options)
  })
}
