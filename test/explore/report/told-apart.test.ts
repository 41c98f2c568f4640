import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exploring } from "../exploring.ts"

type Body = (event: never, context: DurableContext) => Promise<unknown>

const done: string[] = []
const observing = { prepare: () => void (done.length = 0), observe: () => done }

async function linesOf(body: Body, options = {}): Promise<string> {
  const { failure, message } = await exploring(body, { ...observing, ...options })
  return failure === undefined ? expect.fail(message) : message.replaceAll(/ +/gu, " ")
}

describe("operations of one name, answers and unnamed steps are told apart in reports (B9)", () => {
  test("several steps of one name are numbered, with their paths", async () => {
    const lines = await linesOf(async (_event, c) => {
      await c.step("charge", async () => "looked up")
      await c.step("charge", async () => done.push("charged"))
    })
    expect(lines).toContain("step charge settles")
    expect(lines).toContain("step charge #2 (2) settles")
    expect(lines).toContain("SUCCEED charge #2 (2)")
    expect(lines).toContain("asks for step charge #2 (2), whose body ran 2 times")
  })

  test("steps of one name in the branches of a map are numbered, with their paths", async () => {
    const lines = await linesOf(async (_event, c) => {
      await c.map("all", [1, 2], async (branch, item) =>
        branch.step("charge", async () => {
          if (item === 2) done.push("charged")
        }),
      )
    })
    expect(lines).toMatch(/step charge #2 \(1-[12]-1\)/u)
  })

  test("waits of one name are numbered where they are due", async () => {
    const lines = await linesOf(async (_event, c) => {
      await c.wait("pause", { seconds: 1 })
      await c.wait("pause", { seconds: 2 })
      await c.step("charge", async () => done.push("charged"))
    })
    expect(lines).toContain("wait pause is due")
    expect(lines).toContain("wait pause #2 (2) is due")
  })

  test("a step without a name shows its path and its line", async () => {
    const lines = await linesOf(async (_event, c) => {
      await c.step("look", async () => "free")
      await c.step(async () => done.push("charged"))
    })
    expect(lines).toMatch(/step 2 \(told-apart\.test\.ts:\d+\) settles/u)
    expect(lines).toMatch(/SUCCEED step 2 \(told-apart\.test\.ts:\d+\)/u)
  })

  const answering = (runner: DurableTestRunner) => {
    done.length = 0
    runner.onCallback("paid", async (callback) => {
      await callback.sleep({ seconds: callback.occurrence })
      await callback.succeed("yes")
    })
  }

  test("an answer of a responder names its callback, and which of several", async () => {
    const lines = await linesOf(
      async (_event, c) => {
        const [first] = await c.createCallback("paid")
        const [second] = await c.createCallback("paid")
        await Promise.all([first, second])
        await c.step("ship", async () => done.push("shipped"))
      },
      { prepare: answering },
    )
    expect(lines).toContain('success for callback "paid"')
    expect(lines).toContain('success for callback "paid" #2')
  })

  test("a script names its callback where it answers the second of a name", async () => {
    const prepare = (runner: DurableTestRunner) => {
      done.length = 0
      runner.completeCallback("paid", "a")
      runner.completeCallback("paid", "b")
    }
    const lines = await linesOf(
      async (_event, c) => {
        const [first] = await c.createCallback("paid")
        await first
        const [second] = await c.createCallback("paid")
        await second
        await c.step("ship", async () => done.push("shipped"))
      },
      { prepare },
    )
    expect(lines).toContain('completeCallback("paid") for callback "paid" #2')
  })
})
