import { StepSemantics } from "@aws/durable-execution-sdk-js"
import { always } from "durable-test-runner/explore"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { exploring, ON_ONE_PAGE, ORDERS_ONLY, problemOf } from "../exploring.ts"
import { aSmallProgram, programBody } from "../small-programs.ts"
import { crashes, searchAll } from "./search-all.ts"
import { smallHandlers } from "../small-handlers.ts"

describe("a search that merges states comes to the outcomes of one that runs everything", () => {
  test.each(smallHandlers)("$name, one crash", async ({ body, options }) => {
    const all = await searchAll(body, crashes(1), "never", options)
    const merged = await searchAll(body, crashes(1), "fresh", options)
    expect(merged.outcomes).toEqual(all.outcomes)
    expect(merged.schedules).toBeLessThanOrEqual(all.schedules)
  })

  const smallest = smallHandlers.filter(({ maxFaults = 2 }) => maxFaults === 2)
  test.each(smallest)("$name, two crashes", async ({ body, options }) => {
    const all = await searchAll(body, crashes(2), "never", options)
    const merged = await searchAll(body, crashes(2), "fresh", options)
    expect(merged.outcomes).toEqual(all.outcomes)
    expect(merged.schedules).toBeLessThanOrEqual(all.schedules)
  })

  test("random programs", async () => {
    await fc.assert(
      fc.asyncProperty(aSmallProgram, fc.integer({ min: 0, max: 1 }), async (program, faults) => {
        const { body, options } = programBody(program)
        const all = await searchAll(body, crashes(faults), "never", options)
        const merged = await searchAll(body, crashes(faults), "fresh", options)
        expect(merged.outcomes).toEqual(all.outcomes)
      }),
      { numRuns: 15 },
    )
  })
})

/*
 * A run passes known states on the way to what it is made for. Whoever ends it there never comes to the
 * siblings, and the numbers look as good as the right ones.
 */
describe("a search that ends runs on their way is told apart", () => {
  test("by its number of schedules", async () => {
    const { body } = smallHandlers[0] ?? expect.fail("There is a first one.")
    const numbers = await Promise.all([
      searchAll(body, crashes(2), "never", ON_ONE_PAGE),
      searchAll(body, crashes(2), "fresh", ON_ONE_PAGE),
      searchAll(body, crashes(2), "everywhere", ON_ONE_PAGE),
    ])
    expect(numbers.map(({ schedules }) => schedules)).toEqual([317, 92, 65])
  })

  test("by the outcomes that it does not find", async () => {
    const { body, options } =
      smallHandlers.find(({ name }) => name === "a step that is tried twice") ??
      expect.fail("It is there.")
    const right = await searchAll(body, crashes(2), "fresh", options)
    const wrong = await searchAll(body, crashes(2), "everywhere", options)
    expect(right.outcomes).toHaveLength(6)
    expect(wrong.outcomes).toHaveLength(2)
  })
})

/** What happened first is in memory alone until the wait is over. */
function racing(record: (name: string) => void): Parameters<typeof exploring>[0] {
  return async (_event, context) => {
    await Promise.all([
      context.step("a", async () => {}).then(() => record("a")),
      context.step("b", async () => {}).then(() => record("b")),
    ])
    await context.wait("pause", { hours: 1 })
  }
}

test("An observed value is part of a state even if JSON cannot represent it", async () => {
  const order = new Map<string, number>()
  const prepare = (): void => order.clear()
  const body = racing((name) => {
    if (!order.has(name)) order.set(name, order.size)
  })
  const options = { prepare, observe: () => order }
  const all = await searchAll(body, ORDERS_ONLY, "never", options)
  const merged = await searchAll(body, ORDERS_ONLY, "fresh", options)
  expect(all.outcomes).toHaveLength(2)
  expect(merged.outcomes).toEqual(all.outcomes)
})

test("A recorded result is part of a persisted state", async () => {
  const body: Parameters<typeof exploring>[0] = async (_event, context) => {
    const order: string[] = []
    await Promise.all([
      context.step("a", async () => {}).then(() => order.push("a")),
      context.step("b", async () => {}).then(() => order.push("b")),
    ])
    const first = await context.step("decide", async () => order[0])
    await context.wait("pause", { hours: 1 })
    return first
  }
  expect((await searchAll(body, ORDERS_ONLY)).outcomes).toHaveLength(2)
})

test("The number of attempts of a step is part of a persisted state", async () => {
  const body: Parameters<typeof exploring>[0] = async (_event, context) =>
    context.step("charge", async ({ attempt }) => attempt, {
      semantics: StepSemantics.AtMostOncePerRetry,
      retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 4, delay: { seconds: 1 } }),
    })
  const { outcomes } = await searchAll(body, crashes(Infinity))
  // By the first, second, third or fourth attempt, or by none.
  expect(outcomes).toHaveLength(5)
})

test("A run that reaches a known state is checked up to that state", async () => {
  const order: string[] = []
  const verdict = await exploring(
    racing((name) => order.push(name)),
    {
      prepare: () => {
        order.length = 0
      },
      faults: [],
      check: [always("a is first", () => order[0] !== "b")],
    },
  )
  expect(problemOf(verdict)).toBe('always: always("a is first") does not hold')
})
