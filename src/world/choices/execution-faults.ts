import type { WorldEvent } from "../events/events.ts"
import type { EventIdentity } from "../events/event-subject.ts"
import type { ExecutionFaultKind, FaultKind } from "../events/fault-kind.ts"
import type { InvocationWorld as World } from "../invocation/world-view.ts"

/** What somebody from outside, or the service of its own accord, may do with an execution. */
interface ExecutionFault extends EventIdentity {
  readonly kind: ExecutionFaultKind
  readonly strike: () => void
}

export function isExecutionFault(kind: FaultKind): kind is ExecutionFaultKind {
  return kind === "stop" || kind === "wake"
}

/**
 * The faults of these kinds that strike an execution and not one of its invocations. An execution that
 * another one has started is left to that one.
 *
 * @param enabled what can happen at this moment by itself.
 */
export function executionFaults(
  world: World,
  enabled: readonly Pick<WorldEvent, "subject">[],
  kinds: readonly FaultKind[],
): ExecutionFault[] {
  const wanted = kinds.filter((kind) => isExecutionFault(kind))
  if (wanted.length === 0) return []
  const { service } = world
  const isAtRest = enabled.every(({ subject }) => subject.type === "clock")
  return service.executionArns().flatMap((arn) => {
    const { status, parent, functionName, ...phase } = service.describeExecution(arn)
    if (status !== "RUNNING" || parent !== undefined) return []
    const { invocationInFlight, hasPendingInvocation, retryAt } = phase
    const isSuspended = !hasPendingInvocation && (invocationInFlight ?? retryAt) === undefined
    const subject = { type: "function", functionName } as const
    return wanted
      .filter((kind) => kind === "stop" || (isSuspended && isAtRest))
      .map((kind) => ({ kind, subject, strike: () => strikeExecution(world, kind, arn) }))
  })
}

function strikeExecution(world: World, kind: ExecutionFaultKind, arn: string): void {
  const { service, clock } = world
  if (kind === "stop") service.stopDurableExecution({ DurableExecutionArn: arn }, clock.now)
  else {
    world.wakes.push({ executionArn: arn, at: clock.now, eventCount: service.eventCount(arn) })
    service.wake(arn, clock.now)
  }
  world.serviceChanged()
}
