import { executionFaults, isExecutionFault } from "./execution-faults.ts"
import type { EventSubject } from "../events/event-subject.ts"
import type { WorldEvent } from "../events/events.ts"
import type { ExecutionFaultKind, FaultKind } from "../events/fault-kind.ts"
import { Invocation } from "../invocation/invocation.ts"
import { giveUp } from "../driving/invoking.ts"
import { failingKeyOf } from "../invocation/step-bodies.ts"
import type { ServiceRequest } from "../events/service-request.ts"
import type { InvocationWorld as World } from "../invocation/world-view.ts"

/** A fault that can strike at this moment. */
export interface PossibleFault {
  readonly kind: FaultKind
  readonly subject: EventSubject
  readonly strike: () => void
}

/** The rest strikes an execution, or the body of a step. */
type InvocationFaultKind = Exclude<FaultKind, ExecutionFaultKind | "body-failure">

/**
 * An invocation that a fault can strike: the body of a step has run, a request is under way or, where a
 * fault may strike anywhere, one of its timers fires or a call that it waits for comes back. Code runs
 * only when one of these happens, so a fault at another moment comes to the same as one at the next.
 */
interface Exposed {
  readonly invocation: Invocation
  /** The bodies that are done. */
  readonly settling: readonly WorldEvent[]
  /** The reply that it waits for. */
  readonly reply: WorldEvent | undefined
  readonly request: ServiceRequest | undefined
}

/** The faults of these kinds that can strike at this moment, of the oldest invocation first. */
export function possibleFaults(
  world: World,
  enabled: readonly WorldEvent[],
  { kinds, anywhere }: { readonly kinds: readonly FaultKind[]; readonly anywhere: boolean },
): PossibleFault[] {
  const faults: PossibleFault[] = []
  if (kinds.length === 0) return faults
  const quiet = anywhere ? quietInvocations(world, enabled) : []
  for (const exposed of [...exposedInvocations(enabled, anywhere), ...quiet]) {
    const subject = subjectOf(exposed.invocation)
    for (const kind of kinds) {
      if (isExecutionFault(kind)) continue
      if (kind === "body-failure") faults.push(...bodyFailures(world, exposed))
      else if (canStrike(kind, exposed)) {
        faults.push({ kind, subject, strike: () => strike(world, kind, exposed) })
      }
    }
  }
  return [...faults, ...executionFaults(world, enabled, kinds)]
}

function subjectOf({ identity: { functionName } }: Invocation): EventSubject {
  return { type: "function", functionName }
}

/** Each body that is done may fail instead, and fails again in each later attempt. */
function bodyFailures(world: World, { invocation, settling }: Exposed): PossibleFault[] {
  return settling.flatMap((event) => {
    const { subject } = event
    if (subject.type !== "body") return []
    const key = failingKeyOf(world, invocation, subject.path)
    if (world.failingBodies.has(key)) return []
    const fail = (): void => {
      world.failingBodies.add(key)
      world.queue.remove(event)
      event.run()
    }
    return [{ kind: "body-failure" as const, subject, strike: fail }]
  })
}

/**
 * Code that has run since the last record runs again if the invocation dies before its answer arrives:
 * the service invokes the function again (service.md, section 2.4).
 */
export function faultsBeforeAnswer(
  world: World,
  invocation: Invocation,
  kinds: readonly FaultKind[],
): PossibleFault[] {
  const { durableExecutionArn: arn } = invocation.identity
  // What failed has died already, and what is closed is not invoked again.
  if (arn === undefined || invocation.isGivenUp || world.service.isClosed(arn)) return []
  if (invocation.outcome?.kind !== "returned") return []
  const strikes = {
    crash: () => invocation.dieUnanswered(),
    timeout: () => invocation.hangUnanswered(),
  }
  const subject = subjectOf(invocation)
  return kinds.flatMap((kind) =>
    kind === "crash" || kind === "timeout" ? [{ kind, subject, strike: strikes[kind] }] : [],
  )
}

/**
 * When time moves on to what is not of an invocation, it dies before or after that: what happens then
 * may be told to the one that comes in its place. Only code that awaits a timer stays for so long.
 */
function quietInvocations(world: World, [first]: readonly WorldEvent[]): Exposed[] {
  if (first === undefined || (first.kind as string) !== "time") return []
  const next = world.queue.first
  return [...world.invocations].flatMap((invocation) => {
    // It can die when that comes.
    if (next?.owner === invocation && next.at <= first.at) return []
    const { isGivenUp, frozen, identity } = invocation
    if (isGivenUp || frozen || identity.durableExecutionArn === undefined) return []
    const own = world.queue.firstBesides(
      ({ owner, body }) => owner !== invocation || body === undefined,
    )
    if (own === undefined) return []
    return [{ invocation, reply: undefined, request: undefined, settling: [] }]
  })
}

function exposedInvocations(enabled: readonly WorldEvent[], anywhere: boolean): Iterable<Exposed> {
  const exposed = new Map<Invocation, Exposed>()
  for (const event of enabled) {
    const { owner, request, kind, caller } = event
    const invocation = anywhere ? (owner ?? caller) : owner
    if (!(invocation instanceof Invocation) || invocation.isGivenUp || invocation.frozen) continue
    const isRecording = kind === "settle" || request !== undefined
    if (!isRecording && !(anywhere && (kind === "timer" || caller !== undefined))) continue
    if (invocation.identity.durableExecutionArn === undefined) continue
    const known = exposed.get(invocation)
    const reply = request === undefined ? known?.reply : event
    const settling = [...(known?.settling ?? []), ...(kind === "settle" ? [event] : [])]
    exposed.set(invocation, { invocation, settling, reply, request: reply?.request })
  }
  return exposed.values()
}

function canStrike(kind: InvocationFaultKind, { request }: Exposed): boolean {
  switch (kind) {
    case "crash":
    case "timeout":
      return true
    case "throttle":
    case "service-error":
      return request !== undefined
    case "crash-after-persist":
    case "timeout-after-persist":
    case "lost-reply":
      return request !== undefined && request.updates.length > 0
    case "late-reply":
      return request?.kind === "checkpoint" && request.updates.length > 0
    case "stale-token":
    case "no-token":
      return request?.kind === "checkpoint"
    case "zombie":
      return request === undefined
    default:
      return kind satisfies never
  }
}

function strike(
  world: World,
  kind: InvocationFaultKind,
  { invocation, reply, request }: Exposed,
): void {
  const loseReply = (): void => {
    if (reply !== undefined) world.queue.remove(reply)
  }
  switch (kind) {
    case "crash":
      invocation.die(1)
      break
    case "crash-after-persist":
      request?.persist()
      invocation.die(1)
      break
    case "timeout":
      invocation.cutOff()
      break
    case "timeout-after-persist":
      request?.persist()
      invocation.cutOff()
      break
    case "throttle":
      loseReply()
      request?.fail("TooManyRequestsException")
      break
    case "service-error":
      loseReply()
      request?.fail("ServiceException")
      break
    case "lost-reply":
      loseReply()
      request?.persist()
      request?.fail("ServiceException")
      break
    case "stale-token":
      giveUp(world, invocation)
      loseReply()
      request?.reply()
      break
    case "zombie":
      giveUp(world, invocation)
      break
    case "no-token":
      loseReply()
      request?.replyWithoutToken()
      break
    case "late-reply":
      request?.persist()
      giveUp(world, invocation)
      loseReply()
      if (reply !== undefined) {
        invocation.holdReply(() => void world.schedule({ ...reply, at: world.clock.now }))
      }
      break
    default:
      kind satisfies never
  }
}
