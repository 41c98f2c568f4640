import type { WorldEvent } from "../events/events.ts"
import type { EventIdentity } from "../events/event-subject.ts"
import type { ExecutionFaultKind, FaultKind } from "../events/fault-kind.ts"
import type { InvocationWorld as World } from "../invocation/world-view.ts"

/** What somebody from outside, or the service of its own accord, may do with an execution. */
interface ExecutionFault extends EventIdentity {
  readonly kind: ExecutionFaultKind
  readonly strike: () => void
}

const KINDS: ReadonlySet<FaultKind> = new Set<ExecutionFaultKind>([
  "stop",
  "wake",
  "early-answer",
  "shared-container",
])

/** An early answer strikes by being delivered. */
type DirectStrike = Exclude<ExecutionFaultKind, "early-answer">

export function isExecutionFault(kind: FaultKind): kind is ExecutionFaultKind {
  return KINDS.has(kind)
}

/**
 * The faults of these kinds that strike an execution and not one of its invocations. An execution that
 * another one has started is left to that one, and one that a schedule has begun beside it to itself.
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
  const { service, neighbours } = world
  const isAtRest = enabled.every(({ subject }) => subject.type === "clock")
  const faults = service.executionArns().flatMap((arn) => {
    const { status, parent, functionName, ...phase } = service.describeExecution(arn)
    if (status !== "RUNNING" || parent !== undefined || neighbours.has(arn)) return []
    const { invocationInFlight, hasPendingInvocation, retryAt } = phase
    const isSuspended = !hasPendingInvocation && (invocationInFlight ?? retryAt) === undefined
    const subject = { type: "function", functionName } as const
    const canStrike: Readonly<Record<DirectStrike, boolean>> = {
      stop: true,
      wake: isSuspended && isAtRest,
      "shared-container": canBeShared(world, functionName),
    }
    return wanted
      .filter((kind) => kind !== "early-answer")
      .filter((kind) => canStrike[kind])
      .map((kind) => ({ kind, subject, strike: () => strikeExecution(world, kind, arn) }))
  })
  return wanted.includes("early-answer") ? [...faults, ...earlyAnswers(world)] : faults
}

/** One neighbour does to an execution all that several do; and who makes the handler knows its memory. */
function canBeShared({ functions, neighbours }: World, functionName: string): boolean {
  return neighbours.size === 0 && functions.get(functionName)?.createHandler !== undefined
}

function earlyAnswers(world: World): ExecutionFault[] {
  const { heldAnswers, service } = world
  return [...heldAnswers.known]
    .filter(({ executionArn }) => !service.isClosed(executionArn))
    .map(({ subject, deliver }) => ({ kind: "early-answer", subject, strike: deliver }))
}

function strikeExecution(world: World, kind: DirectStrike, arn: string): void {
  const { service, clock } = world
  switch (kind) {
    case "stop":
      service.stopDurableExecution({ DurableExecutionArn: arn }, clock.now)
      break
    case "wake":
      world.wakes.push({ executionArn: arn, at: clock.now, eventCount: service.eventCount(arn) })
      service.wake(arn, clock.now)
      break
    case "shared-container":
      beginNeighbour(world, arn)
      break
    default:
      kind satisfies never
  }
  world.serviceChanged()
}

/** Another execution with the same input. */
function beginNeighbour({ service, clock, neighbours }: World, arn: string): void {
  const { functionName } = service.describeExecution(arn)
  const fact = service.eventRecord(arn, 0)?.fact
  const payload = fact?.eventType === "ExecutionStarted" ? fact.input : undefined
  const { durableExecutionArn } = service.startExecution(
    {
      functionName,
      qualifier: "$LATEST",
      invocationType: "Event",
      ...(payload !== undefined && { payload }),
    },
    clock.now,
  )
  neighbours.add(durableExecutionArn)
}
