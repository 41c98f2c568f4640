import { setTimeout as pause } from "node:timers/promises"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

const mails: string[] = []
const mail = (text = "done"): void => void mails.push(text)

const observing = {
  anywhere: true,
  prepare: () => void (mails.length = 0),
  observe: () => [...mails],
}

type Body = (event: unknown, context: DurableContext) => Promise<unknown>

const leaky: readonly { readonly where: string; readonly body: Body }[] = [
  {
    where: "after the last step",
    body: async (_event, c) => {
      await c.step("a", async () => "a")
      mail()
      return "x"
    },
  },
  {
    where: "in a handler without operations",
    body: async () => {
      mail()
      return "x"
    },
  },
  {
    where: "in finally",
    body: async (_event, c) => {
      try {
        return await c.step("a", async () => "a")
      } finally {
        mail()
      }
    },
  },
  {
    where: "in finally, on the way of an error",
    body: async (_event, c) => {
      try {
        await c.step("a", async () => "a")
        throw new Error("refused")
      } finally {
        mail()
      }
    },
  },
  {
    where: "before the first operation",
    body: async (_event, c) => {
      mail()
      return c.step("a", async () => "a")
    },
  },
  {
    where: "between two operations",
    body: async (_event, c) => {
      await c.step("a", async () => "a")
      mail()
      return c.step("b", async () => "b")
    },
  },
  {
    where: "between two pauses outside of steps",
    body: async (_event, c) => {
      await c.step("a", async () => "a")
      await pause(20)
      mail("first")
      await pause(20)
      // What comes later tells whether the first mail was sent before.
      if (mails.filter((text) => text === "first").length === 1) mail("second")
      await c.step("b", async () => "b")
      return "x"
    },
  },
  {
    where: "beside a wait, after the last record",
    body: async (_event, c) => {
      const wait = c.wait("night", { hours: 8 })
      await pause(5)
      mail()
      await wait
      return "x"
    },
  },
]

test.each(leaky)(
  "An effect outside of steps is repeated by a crash: $where (A1)",
  async ({ body }) => {
    const verdict = await exploring(body, { ...observing, maxSchedules: 300 })
    expect(problemOf(verdict)).toMatch(/^crash-refinement: a fault adds an outcome/u)
  },
)

test("The counterexample says that the answer has not arrived", async () => {
  const body = leaky[0]?.body ?? expect.fail()
  const { message } = await exploring(body, observing)
  expect(message).toMatch(/ crash +before its answer has arrived +<- fault/u)
})

test("What is recorded before it counts passes, and is exhausted", async () => {
  const sent = new Set<string>()
  const body: Body = async (_event, c) => {
    const key = await c.step("key", async () => "k-1")
    await c.step("mail", async () => void sent.add(key))
    return key
  }
  const verdict = await exploring(body, {
    anywhere: true,
    prepare: () => sent.clear(),
    observe: () => [...sent],
  })
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.proof?.kind).toBe("exhaustive")
})

test("A time-out strikes before the answer where time-outs are asked for", async () => {
  const body = leaky[0]?.body ?? expect.fail()
  const verdict = await exploring(body, { ...observing, faults: ["timeout"], tiers: ["sweep"] })
  expect(problemOf(verdict)).toMatch(/^crash-refinement: a fault adds an outcome/u)
  expect(verdict.message).toMatch(/timeout +before its answer has arrived/u)
})
