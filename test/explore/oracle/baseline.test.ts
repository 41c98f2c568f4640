import { expect, test } from "vitest"
import { durable, exploring, problemOf, schedulesByTier } from "../exploring.ts"

test("A blocked handler is reported by the plain run, before any other schedule", async () => {
  const verdict = await exploring(async (_event, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(`
    "termination: The execution cannot continue: at +20ms virtual time it is waiting, and nothing is scheduled that would wake it.
      callback "approve": call runner.completeCallback("approve", value) or runner.failCallback("approve", error) before the run, or give it a time-out in the handler"
  `)
  expect(verdict).toMatchObject({ passed: false, schedules: 1, proof: undefined })
  expect(verdict.failure).toMatchObject({ foundBy: "baseline", foundAt: 1 })
  expect(schedulesByTier(verdict)).toEqual({ baseline: 1 })
})

test("a counter outside of the handler makes two runs differ", async () => {
  let runs = 0
  const verdict = await exploring(async (_event, context) => {
    runs++
    return context.step("count", async () => runs)
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"hygiene: the same schedule, run twice, came to another outcome. Something decides that the runner does not control: state outside of the handler (pass createHandler), fakes that prepare does not reset, real I/O, or a clock that is not patched"`,
  )
})

test("A counter outside of the handler that decides which operation runs makes two runs differ", async () => {
  let runs = 0
  const verdict = await exploring(async (_event, context) => {
    runs++
    const beside =
      runs % 2 === 1 ? context.step("a", async () => {}) : context.wait("c", { seconds: 1 })
    await Promise.all([beside, context.step("b", async () => {})])
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"hygiene: the same schedule, run twice, took another course: decision 1 was "step 1 settles", then "step 2 settles". Something decides that the runner does not control: state outside of the handler (pass createHandler), fakes that prepare does not reset, real I/O, or a clock that is not patched"`,
  )
})

test("A counter that prepare resets does not make two runs differ", async () => {
  let runs = 0
  const verdict = await exploring(
    async (_event, context) => {
      runs++
      return context.step("count", async () => runs)
    },
    {
      prepare: () => {
        runs = 0
      },
      faults: [],
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
})

test("createHandler makes the state outside of the handler anew", async () => {
  const createHandler = () => {
    const cache = new Map<string, number>()
    return durable(async (_event, context) => {
      const price = cache.get("desk") ?? (await context.step("price", async () => 100))
      cache.set("desk", price)
      return price
    })
  }
  const shared = createHandler()
  const verdict = await exploring(async () => {}, {
    createHandler,
    faults: [],
  })
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.message).not.toContain("state outside of the handler")
  expect(shared).toBeTypeOf("function")
})

test("module-isolation: a cache that outlives an invocation", async () => {
  const createHandler = () => {
    let orders = 0
    return durable(async (_event, context) => {
      orders++
      await context.wait("pause", { seconds: 1 })
      return context.step("count", async () => orders)
    })
  }
  const options = { createHandler, faults: [] }
  const verdict = await exploring(async () => {}, { ...options, check: ["module-isolation"] })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `
    "module-isolation: something outside of the handler outlives an invocation. A new container adds an outcome, SUCCEEDED 1. It differs from the only one in warm containers:
      result  2 -> 1"
  `,
  )
  const unchecked = await exploring(async () => {}, options)
  expect(problemOf(unchecked)).toBe("nothing")
})

test("module-isolation: a cache of what is always the same", async () => {
  const createHandler = () => {
    const prices = new Map<string, number>()
    return durable(async (_event, context) => {
      prices.set("desk", prices.get("desk") ?? 100)
      await context.wait("pause", { seconds: 1 })
      return prices.get("desk")
    })
  }
  const verdict = await exploring(async () => {}, { createHandler, check: ["module-isolation"] })
  expect(problemOf(verdict)).toBe("nothing")
})
