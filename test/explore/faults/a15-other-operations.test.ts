import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

type Body = (event: never, context: DurableContext) => Promise<unknown>

/** What the fakes of these tests know. */
const table = new Set<string>()
const options = { prepare: () => table.clear(), observe: () => table, maxSchedules: 500 }

/** Tells whether it was there before. */
const put = async (key: string) => {
  const exists = table.has(key)
  table.add(key)
  return exists ? "existed" : "created"
}

const again = async (child: DurableContext) => child.step("b", async () => 1)

interface Case {
  readonly title: string
  readonly body: Body
}

const fine: readonly Case[] = [
  {
    title: "a body that runs again finds its row, and the handler skips a step",
    body: async (_event, c) => {
      if ((await c.step("put", async () => put("row"))) === "created") {
        await c.step("log", async () => "logged")
      }
      return "done"
    },
  },
  {
    title: "a body that runs again finds its row, and the handler takes a step more",
    body: async (_event, c) => {
      if ((await c.step("put", async () => put("row"))) === "existed") {
        await c.step("verify", async () => "verified")
      }
      return "done"
    },
  },
  {
    title: "the name of the next step follows from what the body has found",
    body: async (_event, c) => {
      const found = await c.step("put", async () => put("row"))
      await c.step(found, async () => "noted")
      await c.wait({ seconds: 1 })
      return "done"
    },
  },
  {
    title: "the items of a map decide one by one",
    body: async (_event, c) => {
      await c.map(["a", "b"], async (branch, item) => {
        const found = await branch.step("put", async () => put(item))
        if (found === "created") await branch.step("log", async () => "logged")
      })
      return "done"
    },
  },
  {
    title: "the check of a condition finds what it began itself",
    body: async (_event, c) => {
      const found = await c.waitForCondition("put", async () => put("row"), {
        initialState: "",
        waitStrategy: () => ({ shouldContinue: false }),
      })
      if (found === "existed") await c.runInChildContext("again", again)
      return "done"
    },
  },
]

const diverging: readonly Case[] = [
  {
    title: "a flag that a body sets is lost, and a step is added",
    body: async (_event, c) => {
      let isReplayed = true
      await c.step("charge", async () => void (isReplayed = false))
      if (isReplayed) await c.step("log the replay", async () => {})
    },
  },
  {
    title: "a flag that a body sets is lost, and a step is left out",
    body: async (_event, c) => {
      let isFirst = false
      await c.step("charge", async () => void (isFirst = true))
      if (isFirst) await c.step("log", async () => {})
      return "done"
    },
  },
  {
    title: "a list that a body fills is lost, and a map has no items",
    body: async (_event, c) => {
      const items: number[] = []
      await c.step("list", async () => void items.push(1))
      for (const item of items) await c.step(`store ${item}`, async () => {})
      return "done"
    },
  },
]

describe("operations that only a fault leads to are no violation by themselves (A15)", () => {
  test.each(fine)("there is none where $title", async ({ body }) => {
    expect(problemOf(await exploring(body, options))).toBe("nothing")
  })

  test.each(diverging)("a replay that goes another way is one where $title", async ({ body }) => {
    const verdict = await exploring(body, options)
    expect(problemOf(verdict)).toContain("replay-determinism: a replay takes another path")
    expect(verdict.failure?.divergence?.cause?.kind).toBe("step-side-effect")
  })

  test("the text says so where not all runs without faults are known", async () => {
    const [first] = diverging
    const body = first?.body ?? (async () => 0)
    const sampled = await exploring(body, { ...options, tiers: ["sweep"] })
    expect(problemOf(sampled)).toMatchInlineSnapshot(
      `"replay-determinism: a replay takes another path: after a fault it requests operations that no run without faults records, as far as was looked"`,
    )
    const all = await exploring(body, options)
    expect(problemOf(all)).toMatchInlineSnapshot(
      `"replay-determinism: a replay takes another path: after a fault it requests operations that no run without faults records"`,
    )
  })

  test("a violation is left out where replay-determinism is", async () => {
    const [first] = diverging
    const verdict = await exploring(first?.body ?? (async () => 0), {
      ...options,
      without: ["replay-determinism"],
    })
    expect(problemOf(verdict)).toBe("nothing")
  })
})
