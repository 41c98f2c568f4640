import { randomUUID } from "node:crypto"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

type Body = (event: never, context: DurableContext) => Promise<unknown>

const prepare = (runner: DurableTestRunner) => {
  runner.mockFunction("mail", () => "sent")
  runner.mockFunction("pay", () => "paid")
}

interface Case {
  readonly title: string
  readonly body: Body
}

const differing: readonly Case[] = [
  {
    title: "it lists what step bodies have put into a variable",
    body: async (_event, c) => {
      const done: string[] = []
      await c.step("book", async () => void done.push("booked"))
      await c.invoke("mail", "mail", { done })
      return "done"
    },
  },
  {
    title: "it counts the runs of a body",
    body: async (_event, c) => {
      let runs = 0
      await c.step("book", async () => void runs++)
      await c.invoke("mail", { runs })
    },
  },
  {
    title: "it is a text",
    body: async (_event, c) => {
      let text = "nothing was paid"
      await c.step("pay", async () => void (text = "9 were paid"))
      await c.invoke("mail", "mail", text)
    },
  },
  {
    title: "it is sent from a branch",
    body: async (_event, c) => {
      await c.parallel("both", [
        async (branch) => {
          let cents = 0
          await branch.step("price", async () => void (cents = 900))
          await branch.invoke("pay", "pay", { cents })
        },
        async (branch) => branch.wait({ seconds: 1 }),
      ])
    },
  },
  {
    title: "it goes to another function",
    body: async (_event, c) => {
      let target = "mail"
      await c.step("choose", async () => void (target = "pay"))
      await c.invoke("tell", target, {})
    },
  },
  {
    title: "two are told apart by which comes first",
    body: async (_event, c) => {
      await Promise.all(
        ["a", "b"].map(async (item) => {
          const priced = await c.step(`price ${item}`, async () => item)
          await c.invoke("pay", { priced })
        }),
      )
    },
  },
]

const alike: readonly Case[] = [
  {
    title: "it is what a step has recorded",
    body: async (_event, c) => {
      const done = await c.step("book", async () => "booked")
      await c.invoke("mail", { done })
    },
  },
  {
    title: "it has an id that the handler draws",
    body: async (_event, c) => {
      await c.step("book", async () => "booked")
      await c.invoke("mail", { id: randomUUID() })
    },
  },
  {
    title: "it has the time",
    body: async (_event, c) => {
      await c.wait({ seconds: 3 })
      await c.invoke("mail", { at: Date.now(), until: new Date(Date.now() + 60_000).toISOString() })
    },
  },
  {
    title: "it has the id of a callback",
    body: async (_event, c) => {
      const [promise, callbackId] = await c.createCallback("answer", { timeout: { minutes: 5 } })
      await c.invoke("mail", { callbackId })
      return promise.catch(() => "nobody answered")
    },
  },
  {
    title: "branches send in either order",
    body: async (_event, c) => {
      await c.map(["a", "b"], async (branch, item) => {
        const priced = await branch.step("price", async () => item)
        await branch.invoke("pay", { priced })
      })
    },
  },
]

describe("what chained invokes send is part of the outcome (A17)", () => {
  test.each(differing)("an input that differs after a replay is seen: $title", async ({ body }) => {
    const verdict = await exploring(body, { prepare })
    expect(problemOf(verdict)).toContain("crash-refinement")
    expect(problemOf(verdict)).toContain("invokes.")
  })

  test.each(alike)("an input that is no other is no violation: $title", async ({ body }) => {
    expect(problemOf(await exploring(body, { prepare, maxSchedules: 300 }))).toBe("nothing")
  })

  test("the difference names the operation and the place in its input", async () => {
    const [first] = differing
    const verdict = await exploring(first?.body ?? (async () => 0), { prepare })
    expect(problemOf(verdict)).toContain('invokes.mail[0].input.done[0]  "booked" -> nothing')
  })

  test("the inputs of a durable target's own invokes count too", async () => {
    const child = withDurableExecution(async (_event: unknown, c: DurableContext) => {
      const done: string[] = []
      await c.step("book", async () => void done.push("booked"))
      await c.invoke("mail", { done })
    })
    const verdict = await exploring(
      async (_event, c: DurableContext) => c.invoke("child", "child:$LATEST", {}),
      {
        prepare: (runner) => {
          prepare(runner)
          runner.registerFunction("child", child)
        },
      },
    )
    expect(problemOf(verdict)).toContain("invokes.mail[0].input.done")
  })

  test("an outcome that is allowed may say so by what was sent", async () => {
    const [first] = differing
    const seen: unknown[] = []
    const allow = ({ invokes }: { readonly invokes?: unknown }) => seen.push(invokes) > 0
    const verdict = await exploring(first?.body ?? (async () => 0), {
      prepare,
      allow,
      without: ["replay-determinism"],
    })
    expect(problemOf(verdict)).toBe("nothing")
    expect(seen).toContainEqual({ mail: [{ function: "mail", input: { done: [] } }] })
  })
})
