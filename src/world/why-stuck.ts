import type { Instant } from "../service/values/instant.ts"
import type { WorldEvent } from "./events/events.ts"
import type { Invocation } from "./invocation/invocation.ts"
import { SDK_STATUS_TIMER_MS } from "./invocation/kept-timers.ts"
import type { InvocationWorld } from "./invocation/world-view.ts"

/** What is looked at to find out whether anything can still happen. */
export interface StuckWorld extends InvocationWorld {
  /** The next instant at which something other than `isLeftOut` can happen. */
  nextInstantBesides(isLeftOut: (event: WorldEvent) => boolean): Instant | undefined
}

/**
 * The invocation that can only run into its function time-out: nothing else is due before that, and
 * no test asked for a time-out.
 */
export function findStuckInvocation(world: StuckWorld): Invocation | undefined {
  for (const invocation of world.invocations) {
    if (invocation.isCutOff || invocation.isGivenUp) continue
    const target = world.functions.get(invocation.identity.functionName)
    if (target === undefined || target.timeoutIsExplicit) continue
    const isIdle = idleEventsOf(world, invocation)
    const ownEvent = world.queue.firstBesides(
      (event) => event.owner !== invocation || isIdle(event),
    )
    if (ownEvent !== undefined) continue
    const nextOfOthers = world.nextInstantBesides(isIdle)
    if (nextOfOthers !== undefined && nextOfOthers < invocation.deadline) continue
    return invocation
  }
  return undefined
}

/** The invocation of a callback-style function in which nothing is left to happen but its time-out. */
export function findIdleInvocation(world: InvocationWorld): Invocation | undefined {
  for (const invocation of world.invocations) {
    if (!invocation.waitsToBeIdle || invocation.outcome !== undefined) continue
    const own = world.queue.firstBesides(
      ({ owner, kind }) => owner !== invocation || kind === "deadline",
    )
    if (own === undefined) return invocation
  }
  return undefined
}

/** Whether code of the invocation goes on by itself before its function time-out. */
export function isAtWork(world: InvocationWorld, invocation: Invocation): boolean {
  if (invocation.frozen || invocation.isCutOff) return false
  const isIdle = idleEventsOf(world, invocation)
  const isOfOthers = ({ owner, caller }: WorldEvent): boolean =>
    owner !== invocation && caller !== invocation
  return world.queue.firstBesides((event) => isOfOthers(event) || isIdle(event)) !== undefined
}

/** Events that let no code of the handler go on. */
function idleEventsOf(
  world: InvocationWorld,
  invocation: Invocation,
): (event: WorldEvent) => boolean {
  const statusTimer = statusTimerOf(world, invocation)
  return (event) =>
    event === statusTimer || (event.owner === invocation && event.kind === "deadline")
}

/**
 * That timer. Which one it is cannot be told where the handler has armed another for the same
 * instant; but then there is something to wait for anyway.
 */
function statusTimerOf(world: InvocationWorld, invocation: Invocation): WorldEvent | undefined {
  if (invocation.identity.durableExecutionArn === undefined) return undefined
  const at = invocation.invokedAt + SDK_STATUS_TIMER_MS
  const isOther = (event: WorldEvent): boolean =>
    event.owner !== invocation || event.kind !== "timer" || event.at !== at
  const first = world.queue.firstBesides(isOther)
  const second = world.queue.firstBesides((event) => event === first || isOther(event))
  return second === undefined ? first : undefined
}

/**
 * True if all that is left is the time-out of executions for which no test asked for one: the
 * service would sit there for a year, and so nothing more can happen.
 */
export function onlyImplicitTimeoutsRemain(world: StuckWorld): boolean {
  if (world.queue.first !== undefined || world.invocations.size > 0) return false
  const { service } = world
  return service.executionArns().every((arn) => {
    const { status, retryAt } = service.describeExecution(arn)
    if (status !== "RUNNING") return true
    if (!world.implicitTimeouts.has(arn) || retryAt !== undefined) return false
    return service.pendingOperations(arn).every(({ dueAt }) => dueAt === undefined)
  })
}
