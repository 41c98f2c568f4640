import type { DurableService } from "../../service/durable-service.ts"
import type { Instant } from "../../service/values/instant.ts"
import type { PendingInvocation } from "../../service/state/pending-invocation.ts"
import { compareEvents, RANK, type EventQueue, type WorldEvent } from "./events.ts"
import { InvokeGate, type RunningInvocation } from "./invoke-gate.ts"

export interface AgendaParts {
  readonly queue: EventQueue
  readonly service: DurableService
  readonly running: ReadonlySet<RunningInvocation>
  readonly fireDue: () => void
  readonly invoke: (pending: PendingInvocation) => void
}

/**
 * What can happen in a world, and when: the events that are scheduled, the service's own timers, and
 * the invocations that the service asks for.
 */
export class Agenda {
  readonly #parts: AgendaParts
  readonly #invokeGate = new InvokeGate()

  constructor(parts: AgendaParts) {
    this.#parts = parts
  }

  /** What may be chosen at `now`: only the first of what can happen, where nobody chooses. */
  optionsAt(now: Instant, isChosen: boolean): readonly WorldEvent[] {
    if (isChosen) return this.enabledAt(now)
    const first = this.firstAt(now)
    return first === undefined ? [] : [first]
  }

  /** What can happen at `now`, in its total order. */
  enabledAt(now: Instant): WorldEvent[] {
    const { service, fireDue } = this.#parts
    const enabled = this.#parts.queue.enabledAt(now)
    const due = service.nextDue()
    const isDue = due !== undefined && due <= now
    const pending = service.pendingInvocations()
    if (!isDue && pending.length === 0) return enabled
    if (isDue) insert(enabled, dueEvent(due, fireDue))
    const invokes = pending.flatMap((invocation, sequence) =>
      this.#opensAt(invocation, now) > now ? [] : [this.#invokeEvent(invocation, sequence, now)],
    )
    return merge(enabled, invokes)
  }

  /** The first of {@link enabledAt}, without a look at the others: there may be thousands, in each turn. */
  firstAt(now: Instant): WorldEvent | undefined {
    const { queue, service, fireDue } = this.#parts
    let first = queue.first
    if (first !== undefined && first.at > now) first = undefined
    const due = service.nextDue()
    if (due !== undefined && due <= now) first = earlier(first, dueEvent(due, fireDue))
    if (first !== undefined && comesBeforeInvokes(first, now)) return first
    const pending = service.pendingInvocations()
    const open = pending.findIndex((invocation) => this.#opensAt(invocation, now) <= now)
    const invocation = pending[open]
    return invocation === undefined
      ? first
      : earlier(first, this.#invokeEvent(invocation, open, now))
  }

  /** What is not due at `now`, and may happen all the same if a chooser says so. */
  earlyAt(now: Instant): WorldEvent[] {
    const early = this.#parts.queue.earlyAt(now)
    this.#parts.service.pendingInvocations().forEach((invocation, sequence) => {
      const opensAt = this.#opensAt(invocation, now)
      if (opensAt > now) early.push(this.#invokeEvent(invocation, sequence, opensAt))
    })
    return early
  }

  /** The next instant at which something other than `ignores` can happen. */
  nextInstantBesides(ignores: (event: WorldEvent) => boolean, now: Instant): Instant | undefined {
    const { service } = this.#parts
    const opening = service.pendingInvocations().map((pending) => this.#opensAt(pending, now))
    const queued = this.#parts.queue.firstBesides(ignores)?.at
    return [queued, service.nextDue(), ...opening].reduce((earliest, instant) =>
      instant === undefined || (earliest !== undefined && earliest <= instant) ? earliest : instant,
    )
  }

  #opensAt(pending: PendingInvocation, now: Instant): Instant {
    return this.#invokeGate.opensAt(pending, this.#parts.running, now)
  }

  #invokeEvent(pending: PendingInvocation, sequence: number, at: Instant): WorldEvent {
    const run = (): void => this.#parts.invoke(pending)
    const subject = { type: "function", functionName: pending.functionName } as const
    return { kind: "invoke", at, sequence, subject, owner: undefined, run }
  }
}

function dueEvent(at: Instant, run: () => void): WorldEvent {
  const subject = { type: "service-timers" } as const
  return { kind: "due", at, sequence: -1, subject, owner: undefined, run }
}

function earlier(left: WorldEvent | undefined, right: WorldEvent): WorldEvent {
  return left !== undefined && compareEvents(left, right) <= 0 ? left : right
}

function comesBeforeInvokes(event: WorldEvent, now: Instant): boolean {
  return event.at < now || RANK[event.kind] < RANK.invoke
}

/** Both are in order: a thousand may be in each, at each turn. */
function merge(ordered: WorldEvent[], others: readonly WorldEvent[]): WorldEvent[] {
  if (others.length === 0) return ordered
  const merged: WorldEvent[] = []
  let index = 0
  for (const other of others) {
    for (let next = ordered[index]; next !== undefined; next = ordered[++index]) {
      if (compareEvents(next, other) > 0) break
      merged.push(next)
    }
    merged.push(other)
  }
  return [...merged, ...ordered.slice(index)]
}

/** Adds an event to others that are in order. */
function insert(ordered: WorldEvent[], event: WorldEvent): void {
  const after = ordered.findLastIndex((other) => compareEvents(other, event) <= 0)
  ordered.splice(after + 1, 0, event)
}
