import type { Instant } from "../../service/values/instant.ts"
import type { TimedBody } from "../globals/patch/probe.ts"
import type { EventSubject } from "./event-subject.ts"
import type { ServiceRequest } from "./service-request.ts"

/**
 * What can happen next in a world, oldest kind first at one instant:
 *
 * - `settle`: the body of a step is done, and its promise settles; only where a chooser decides that;
 * - `due`: the service's own timers (a wait, a retry, a callback's time-out) have elapsed;
 * - `delivery`: an external system or the test calls the service;
 * - `reply`: the service answers a checkpoint or a state request;
 * - `timer`: a virtual timer of the handler or the SDK fires;
 * - `invoke`: the service invokes a function;
 * - `deadline`: an invocation has used up its function time-out. A fault of the name `timeout` is what
 *   makes it do so.
 */
export const EVENT_KINDS = [
  "settle",
  "due",
  "delivery",
  "reply",
  "timer",
  "invoke",
  "deadline",
] as const

export type EventKind = (typeof EVENT_KINDS)[number]

/** What happens first at one instant. */
export const RANK: Readonly<Record<EventKind, number>> = {
  settle: 0,
  due: 1,
  delivery: 2,
  reply: 3,
  timer: 4,
  invoke: 5,
  deadline: 6,
}

/** One thing that may happen. */
export interface WorldEvent {
  readonly kind: EventKind
  /** An event that is scheduled is moved by {@link EventQueue.move} alone. */
  at: Instant
  /** Changed by {@link EventQueue.reorder} alone. */
  sequence: number
  readonly subject: EventSubject
  /** The invocation it belongs to, where there is one. */
  readonly owner: object | undefined
  readonly run: () => void
  /** The code that waits for it, where that is no reason to drop it when the code is gone. */
  readonly caller?: object | undefined
  /** From when on a chooser may let it happen though it is not due yet. */
  readonly earliest?: Instant | undefined
  /** The run of a body that has armed it, where it is a timer of one. */
  readonly body?: TimedBody | undefined
  /** The number of the run of a body that settles, 0 for the first that has begun. */
  readonly bodyNumber?: number | undefined
  /** The request that a `reply` answers. */
  readonly request?: ServiceRequest | undefined
}

/** A total order: by instant, then kind, then age. Nothing is left to the order of insertion. */
export function compareEvents(left: WorldEvent, right: WorldEvent): number {
  return left.at - right.at || RANK[left.kind] - RANK[right.kind] || left.sequence - right.sequence
}

/**
 * The scheduled events in their total order. The list has the first one last: what is added happens
 * soon, as a rule, and is added and removed at the end without moving the others.
 */
export class EventQueue {
  readonly #events: WorldEvent[] = []

  get first(): WorldEvent | undefined {
    return this.#events.at(-1)
  }

  add(event: WorldEvent): void {
    const position = this.#positionOf(event)
    if (position === this.#events.length) this.#events.push(event)
    else this.#events.splice(position, 0, event)
  }

  /** @returns whether it was scheduled. */
  remove(event: WorldEvent): boolean {
    if (this.first === event) {
      this.#events.pop()
      return true
    }
    const position = this.#positionOf(event) - 1
    if (this.#events[position] !== event) return false
    this.#events.splice(position, 1)
    return true
  }

  /** Lets those of `events` that are scheduled have the ages of one another, in the order of `compare`. */
  reorder(
    events: readonly WorldEvent[],
    compare: (left: WorldEvent, right: WorldEvent) => number,
  ): void {
    const scheduled = events.filter((event) => this.remove(event))
    const ages = scheduled.map(({ sequence }) => sequence).toSorted((left, right) => left - right)
    for (const [index, event] of scheduled.toSorted(compare).entries()) {
      event.sequence = ages[index] ?? event.sequence
      this.add(event)
    }
  }

  /** Lets `event` happen at another instant. It stays the same event, so whoever holds it may still remove it. */
  move(event: WorldEvent, at: Instant): void {
    this.remove(event)
    event.at = at
    this.add(event)
  }

  removeOwnedBy(owner: object): void {
    this.removeIf((event) => event.owner === owner)
  }

  removeIf(ignores: (event: WorldEvent) => boolean): void {
    let kept = 0
    for (const event of this.#events) if (!ignores(event)) this.#events[kept++] = event
    this.#events.length = kept
  }

  /** Everything that is scheduled, in order. */
  all(): readonly WorldEvent[] {
    return this.#events
  }

  /** The first timer of each run of a body. */
  firstOfBodies(): WorldEvent[] {
    const bodies = new Set<object>()
    return this.#events.toReversed().filter(({ body }) => {
      if (body === undefined || body.isOver || bodies.has(body)) return false
      bodies.add(body)
      return true
    })
  }

  /** The first event that `ignores` does not hold for. */
  firstBesides(ignores: (event: WorldEvent) => boolean): WorldEvent | undefined {
    return this.#events.findLast((event) => !ignores(event))
  }

  /** The events that are not due at `now`, and that a chooser may let happen. */
  earlyAt(now: Instant): WorldEvent[] {
    return this.#events.filter(({ at, earliest = Infinity }) => at > now && earliest <= now)
  }

  /** The events that can happen at `now`, in order. */
  enabledAt(now: Instant): WorldEvent[] {
    const { first } = this
    if (first === undefined || first.at > now) return []
    const enabled = [first]
    for (let index = this.#events.length - 2; index >= 0; index--) {
      const event = this.#events[index] as WorldEvent
      if (event.at > now) break
      enabled.push(event)
    }
    return enabled
  }

  /** The place behind all events that come after `event`, and behind `event` itself. */
  #positionOf(event: WorldEvent): number {
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareEvents(this.#events[middle] as WorldEvent, event) >= 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
