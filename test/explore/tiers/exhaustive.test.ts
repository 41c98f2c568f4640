import { expect, test } from "vitest"
import type { durable } from "../exploring.ts"
import { exploring, ON_ONE_PAGE, ORDERS_ONLY, problemOf, schedulesByTier } from "../exploring.ts"
import { crashes, searchAll } from "./search-all.ts"

type Body = Parameters<typeof durable>[0]

function stepsInSequence(count: number): Body {
  return async (_event, context) => {
    for (let index = 0; index < count; index++) await context.step(`${index}`, async () => {})
  }
}

function branches(count: number): Body {
  return async (_event, context) => {
    await context.parallel(
      "all",
      Array.from(
        { length: count },
        (_, index) => (branch: typeof context) => branch.step(`${index}`, async () => {}),
      ),
    )
  }
}

/** Each step may settle before or after its start, which nobody awaits, is recorded. */
test.each([1, 2, 3, 5])("%i steps in sequence have 2^n orders", async (count) => {
  const { schedules, outcomes } = await searchAll(stepsInSequence(count), ORDERS_ONLY)
  expect(schedules).toBe(2 ** count)
  expect(outcomes).toHaveLength(1)
})

test.each([
  [2, 14],
  [3, 156],
])("%i parallel branches of one step have %i orders", async (count, orders) => {
  expect((await searchAll(branches(count), ORDERS_ONLY)).schedules).toBe(orders)
})

test("An exhaustive exploration runs each order of events exactly once", async () => {
  const verdict = await exploring(branches(2), { faults: [] })
  expect(problemOf(verdict)).toBe("nothing")
  expect(schedulesByTier(verdict)).toEqual({ baseline: 4, orders: 14 })
  expect(verdict.proof).toEqual({ kind: "exhaustive", maxFaults: 0, states: 1 })
})

test.each([
  { title: "3 steps", body: stepsInSequence(3), maxFaults: 1, all: 140, merged: 86, states: 8 },
  { title: "2 steps", body: stepsInSequence(2), maxFaults: 2, all: 317, merged: 92, states: 11 },
  { title: "2 branches", body: branches(2), maxFaults: 1, all: 282, merged: 137, states: 11 },
])(
  "$title, crashes up to $maxFaults: $all schedules, of which merging leaves $merged",
  async ({ body, maxFaults, all, merged, states }) => {
    const space = crashes(maxFaults)
    expect((await searchAll(body, space, "never", ON_ONE_PAGE)).schedules).toBe(all)
    expect(await searchAll(body, space, "fresh", ON_ONE_PAGE)).toMatchObject({
      schedules: merged,
      states,
    })
  },
)

test.each([
  { title: "1 step", body: stepsInSequence(1), schedules: 14, states: 3 },
  { title: "3 steps", body: stepsInSequence(3), schedules: 160, states: 7 },
  { title: "2 branches", body: branches(2), schedules: 209, states: 10 },
])(
  "$title: any number of crashes are $schedules schedules",
  async ({ body, schedules, states }) => {
    expect(await searchAll(body, crashes(Infinity), "fresh", ON_ONE_PAGE)).toMatchObject({
      schedules,
      states,
    })
  },
)
