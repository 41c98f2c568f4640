import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  compareEvents,
  EVENT_KINDS,
  EventQueue,
  type WorldEvent,
} from "../../../src/world/events/events.ts"

const owners = [{ name: "a" }, { name: "b" }] as const

/** Events with few different instants, so that many of them meet. */
const events: fc.Arbitrary<WorldEvent[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...EVENT_KINDS),
      at: fc.nat(5),
      owner: fc.option(fc.constantFrom(...owners), { nil: undefined }),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(({ kind, at, owner }, sequence): WorldEvent => ({
      kind,
      at,
      sequence,
      subject: { type: "call", call: `${at} ${kind} ${sequence}` },
      run: () => {},
      owner,
    })),
  )

const shuffled = events.chain((list) =>
  fc.tuple(
    fc.constant(list),
    fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
  ),
)

function fill(list: readonly WorldEvent[]): EventQueue {
  const queue = new EventQueue()
  for (const event of list) queue.add(event)
  return queue
}

function drain(queue: EventQueue): WorldEvent[] {
  const drained: WorldEvent[] = []
  while (queue.first !== undefined) {
    drained.push(queue.first)
    queue.remove(queue.first)
  }
  return drained
}

describe("the order of events", () => {
  test("is total: by instant, then kind, then age", () => {
    fc.assert(
      fc.property(events, (list) => {
        for (const left of list) {
          for (const right of list) {
            const order = Math.sign(compareEvents(left, right))
            expect(order === 0).toBe(left === right)
            expect(order + Math.sign(compareEvents(right, left))).toBe(0)
            if (left.at < right.at) expect(order).toBe(-1)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  test("ranks the kinds as they are listed", () => {
    const list = EVENT_KINDS.map((kind, index): WorldEvent => ({
      kind,
      at: 0,
      sequence: EVENT_KINDS.length - index,
      subject: { type: "call", call: kind },
      owner: undefined,
      run: () => {},
    }))
    expect(drain(fill(list.toReversed())).map(({ kind }) => kind)).toEqual([...EVENT_KINDS])
  })
})

describe("the queue", () => {
  test("answers the same order whatever the order of insertion", () => {
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const expected = list.toSorted(compareEvents)
        expect(drain(fill(list))).toEqual(expected)
        expect(drain(fill(other))).toEqual(expected)
      }),
    )
  })

  test("forgets what is removed, and nothing else", () => {
    fc.assert(
      fc.property(shuffled, fc.nat(40), ([list, order], count) => {
        const queue = fill(list)
        const removed = order.slice(0, count)
        for (const event of removed) queue.remove(event)
        for (const event of removed) queue.remove(event)
        const kept = list.filter((event) => !removed.includes(event))
        expect(drain(queue)).toEqual(kept.toSorted(compareEvents))
      }),
    )
  })

  test("forgets all events of an owner, and nothing else", () => {
    fc.assert(
      fc.property(events, (list) => {
        const queue = fill(list)
        queue.removeOwnedBy(owners[0])
        expect(queue.firstBesides(({ owner }) => owner !== owners[0])).toBeUndefined()
        const kept = list.filter(({ owner }) => owner !== owners[0])
        expect(drain(queue)).toEqual(kept.toSorted(compareEvents))
      }),
    )
  })

  test("finds the first event besides those that are left out", () => {
    fc.assert(
      fc.property(shuffled, fc.constantFrom(...EVENT_KINDS), ([list, other], leftOut) => {
        const [expected] = list.filter(({ kind }) => kind !== leftOut).toSorted(compareEvents)
        expect(fill(other).firstBesides(({ kind }) => kind === leftOut)).toBe(expected)
      }),
    )
  })

  test("enables exactly what is due, in order", () => {
    fc.assert(
      fc.property(shuffled, fc.nat(6), ([list, other], now) => {
        const due = list.filter(({ at }) => at <= now).toSorted(compareEvents)
        const enabled = fill(other).enabledAt(now)
        expect(enabled).toEqual(due)
      }),
    )
  })
})
