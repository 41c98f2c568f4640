import type { WorldEvent } from "../events/events.ts"
import type { FaultKind } from "../events/fault-kind.ts"
import { Invocation } from "../invocation/invocation.ts"
import { giveUp } from "../invocation/invoking.ts"
import type { ServiceRequest } from "../events/service-request.ts"
import type { InvocationWorld as World } from "../invocation/world-view.ts"

/** A fault that can strike at this moment. */
export interface PossibleFault {
  readonly kind: FaultKind
  readonly invocation: Invocation
  readonly strike: () => void
}

/**
 * An invocation that a fault can strike: the body of a step has run, a request is under way or, where a
 * fault may strike anywhere, one of its timers fires or a call that it waits for comes back. Code runs
 * only when one of these happens, so a fault at another moment comes to the same as one at the next.
 */
interface Exposed {
  readonly invocation: Invocation
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
    const { invocation } = exposed
    for (const kind of kinds) {
      if (!canStrike(kind, exposed)) continue
      faults.push({ kind, invocation, strike: () => strike(world, kind, exposed) })
    }
  }
  return faults
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
  return kinds.flatMap((kind) =>
    kind === "crash" || kind === "timeout" ? [{ kind, invocation, strike: strikes[kind] }] : [],
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
    return [{ invocation, reply: undefined, request: undefined }]
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
    exposed.set(invocation, { invocation, reply, request: reply?.request })
  }
  return exposed.values()
}

function canStrike(kind: FaultKind, { request }: Exposed): boolean {
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
    case "stale-token":
      return request?.kind === "checkpoint"
    case "zombie":
      return request === undefined
    default:
      return kind satisfies never
  }
}

function strike(world: World, kind: FaultKind, { invocation, reply, request }: Exposed): void {
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
    default:
      kind satisfies never
  }
}
