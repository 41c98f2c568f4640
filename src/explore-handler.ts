import { DurableTestRunner } from "./durable-test-runner.ts"
import type { ExploreOptions } from "./explore/options/explore-options.ts"
import type { Verdict } from "./explore/report/verdict.ts"
import { calledByTest } from "./text/caller.ts"
import type { LambdaHandler } from "./world/invocation/invocation.ts"

/**
 * Searches for a schedule that breaks a handler: another order of what can happen, a crash, a lost reply.
 * It stops at the first, shrinks it, and says how to replay it; or it says what it has shown.
 *
 * Without a specification it checks that crashes and faults add no outcome to those that runs without
 * them have, that a replay asks for what was recorded, that every schedule comes to an end, and what
 * else the service and the SDK promise. The bodies of steps run as often as the schedules say, so they
 * have to be fakes that `prepare` sets up anew.
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
 * @returns the verdict, also where something is wrong; `assertPassed` throws then.
 * @throws {InvalidArgumentError} for options that are wrong.
 */
export async function explore(handler: LambdaHandler, options?: ExploreOptions): Promise<Verdict> {
  return calledByTest(async () => {
    // A fifth of all code, and most tests do without it.
    const { exploreWith } = await import("./explore/explore.ts")
    return exploreWith((given) => new DurableTestRunner(given), handler, options)
  })
}
