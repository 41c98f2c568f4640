import { randomUUID } from "node:crypto"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { always, eventually } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

type Body = (event: never, context: DurableContext) => Promise<unknown>

const observing = { observe: "bodies", maxSchedules: 300 } as const

interface Case {
  readonly title: string
  readonly body: Body
}

const violated: readonly Case[] = [
  {
    title: "a body decides anew when it runs again",
    body: async (_event, c) => {
      await c.step("decide", async () => (Math.random() < 0.5 ? "approve" : "reject"))
      return "done"
    },
  },
  {
    title: "a charge is repeated with a key of its own",
    body: async (_event, c) => {
      await c.step("charge", async () => ({ receipt: randomUUID(), cents: 900 }))
      return "done"
    },
  },
  {
    title: "a charge without a name is repeated",
    body: async (_event, c) => {
      await c.step(async () => ({ receipt: randomUUID() }))
    },
  },
  {
    title: "a charge that was interrupted is made again under another name",
    body: async (_event, c) => {
      const charge = async () => "charged"
      const once = {
        semantics: "AT_MOST_ONCE_PER_RETRY",
        retryStrategy: () => ({ shouldRetry: false }),
      }
      await c.step("charge", charge, once as never).catch(() => c.step("charge again", charge))
    },
  },
  {
    title: "a charge that was interrupted is made again under the same name",
    body: async (_event, c) => {
      const charge = async () => undefined
      const once = {
        semantics: "AT_MOST_ONCE_PER_RETRY",
        retryStrategy: () => ({ shouldRetry: false }),
      }
      await c.step("charge", charge, once as never).catch(() => c.step("charge", charge))
    },
  },
  {
    title: "an item of a map is charged again",
    body: async (_event, c) => {
      await c.map("all", [1, 2], async (context, item) =>
        context.step(`charge ${item}`, async () => ({ item, key: randomUUID() })),
      )
    },
  },
  {
    title: "the check of a condition decides anew",
    body: async (_event, c) => {
      await c.waitForCondition(
        "ready",
        async () => ({ isReady: true, node: Math.floor(Math.random() * 1_000) }),
        {
          initialState: { isReady: false, node: 0 },
          waitStrategy: () => ({ shouldContinue: false }),
        },
      )
      return "done"
    },
  },
]

const fine: readonly Case[] = [
  {
    title: "each body returns the same whenever it runs",
    body: async (_event, c) => {
      const id = await c.step("id", async () => "o-1")
      return c.step("charge", async () => ({ id, cents: 900 }))
    },
  },
  {
    title: "a step draws an id, and the next one charges by it",
    body: async (_event, c) => {
      const key = await c.step("key", async () => randomUUID())
      return c.step("charge", async () => ({ key, cents: 900 }))
    },
  },
  {
    title: "a step draws an id with a prefix",
    body: async (_event, c) => {
      const key = await c.step("key", async () => `order-${randomUUID()}`)
      return c.step("charge", async () => ({ key }))
    },
  },
  {
    title: "a step reads the clock",
    body: async (_event, c) => {
      await c.step("now", async () => Date.now())
      return c.step("stamp", async () => ({ at: new Date().toISOString(), by: "clerk" }))
    },
  },
  {
    title: "what a body returns is changed by the handler later",
    body: async (_event, c) => {
      const cart = await c.step("cart", async () => [] as string[])
      cart.push("book")
      return c.step("order", async () => cart)
    },
  },
  {
    title: "a step fails once and is tried again",
    body: async (_event, c) => {
      const retryStrategy = (_error: Error, attempt: number) => ({
        shouldRetry: attempt < 3,
        delay: { seconds: 1 },
      })
      const fetch = async ({ attempt }: { attempt?: number }) => {
        if (attempt === 1) throw new Error("busy")
        return "fetched"
      }
      return c.step("fetch", fetch as never, { retryStrategy })
    },
  },
  {
    title: "steps of one name run side by side",
    body: async (_event, c) =>
      Promise.all(["a", "b", "c"].map(async (item) => c.step("store", async () => item))),
  },
]

describe(`observe: "bodies" shows what bodies return, without a fake (F8)`, () => {
  test.each(violated)("the outcome differs with a fault where $title", async ({ body }) => {
    const verdict = await exploring(body, observing)
    expect(problemOf(verdict)).toContain("crash-refinement")
    expect(problemOf(verdict)).toContain("outside")
  })

  test.each(violated.slice(0, 3))("nothing is seen without it where $title", async ({ body }) => {
    expect(problemOf(await exploring(body, { maxSchedules: 300 }))).toBe("nothing")
  })

  test.each(fine)("there is no violation where $title", async ({ body }) => {
    expect(problemOf(await exploring(body, observing))).toBe("nothing")
  })

  test("the difference names the step and what its body returned", async () => {
    const verdict = await exploring(async (_event, c: DurableContext) => {
      let runs = 0
      await c.step("charge", async () => ({
        run: ++runs > 1 ? "second" : "first",
        id: randomUUID(),
      }))
    }, observing)
    expect(problemOf(verdict)).toContain("outside.charge[1]  nothing -> {")
  })

  test("a handler of many steps that draw nothing is explored to the end", async () => {
    const verdict = await exploring(
      async (_event, c: DurableContext) => {
        await c.step("one", async () => ({ amount: 1 }))
        await c.step("two", async () => ({ amount: 2 }))
      },
      { ...observing, maxSchedules: 1_000 },
    )
    expect(verdict.proof?.kind).toBe("exhaustive")
  })

  test("predicates are given what bodies have returned so far, as plain data", async () => {
    const seen: unknown[] = []
    await exploring(
      async (_event, c: DurableContext) => {
        await c.step("one", async () => new Set([2, 1]))
        await c.step("one", async () => "b")
      },
      {
        ...observing,
        faults: [],
        maxSchedules: 1,
        check: [
          always("it begins with nothing", ({ world }) => void seen.push(world)),
          eventually("both are there", ({ world }) => {
            expect(world).toEqual({ one: ["b", [1, 2]] })
          }),
        ],
      },
    ).then((verdict) => verdict.assertPassed())
    expect(seen).toContainEqual({ one: [[1, 2]] })
  })
})
