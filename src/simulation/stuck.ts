import type { Instant } from "../service/instant.ts"
import type { Invocation } from "./invocation.ts"
import type { World } from "./world.ts"

/** An invocation that nothing in its world will ever settle. */
export interface StuckInvocation {
  readonly invocation: Invocation
}

/**
 * The invocation that can only run into its function time-out: nothing else is due before that, and
 * no test asked for a time-out.
 */
export function findStuckInvocation(
  world: World,
  next: Instant | undefined,
): StuckInvocation | undefined {
  for (const invocation of world.invocations) {
    const target = world.functions.get(invocation.identity.functionName)
    if (target === undefined || target.timeoutIsExplicit) continue
    if (next !== undefined && next < invocation.deadline) continue
    const hasTimer = world.queue.has(
      ({ owner, kind }) => owner === invocation && kind !== "timeout",
    )
    if (!hasTimer) return { invocation }
  }
  return undefined
}

/**
 * True if all that is left is the time-out of executions for which no test asked for one: the
 * service would sit there for a year, and so nothing more can happen.
 */
export function onlyImplicitTimeoutsRemain(world: World): boolean {
  if (world.queue.first !== undefined || world.invocations.size > 0) return false
  const { service } = world
  return service.executionArns().every((arn) => {
    const { status, retryAt } = service.describeExecution(arn)
    if (status !== "RUNNING") return true
    if (!world.implicitTimeouts.has(arn) || retryAt !== undefined) return false
    return service.pendingOperations(arn).every(({ dueAt }) => dueAt === undefined)
  })
}
