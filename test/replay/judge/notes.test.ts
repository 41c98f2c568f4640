import { randomUUID } from "node:crypto"
import {
  type DurableContext,
  type DurableExecutionHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { CheckReplayOptions, ReplayCheck } from "durable-test-runner/replay"
import { describe, expect, test } from "vitest"

type Body = DurableExecutionHandler<never, unknown>

async function check(body: Body, options?: CheckReplayOptions): Promise<ReplayCheck> {
  const runner = new DurableTestRunner()
  runner.registerFunction("mailer", () => "sent", { durable: false })
  return runner.checkReplay(withDurableExecution(body), undefined, options)
}

const notesOf = ({ notes }: ReplayCheck): unknown[] =>
  notes.map(({ kind, field, cause }) => [kind, field, cause?.kind])

describe("what nobody asks for again is a note and no verdict (F13)", () => {
  test("the time in the result of an execution", async () => {
    const result = await check(async (_event, context: DurableContext) => {
      await context.step("work", async () => 1)
      return { at: Date.now() }
    })
    expect(result.isDeterministic).toBe(true)
    expect(notesOf(result)).toEqual([["result", "result", "clock"]])
  })

  test("the time in the error of an execution", async () => {
    const result = await check(async (_event, context: DurableContext) => {
      await context.step("work", async () => 1)
      throw new Error(`out of stock at ${new Date().toISOString()}`)
    })
    expect(result.isDeterministic).toBe(true)
    expect(notesOf(result)).toEqual([["result", "result", "clock"]])
  })

  test("a random id in the input of an invoke, and in the result", async () => {
    const result = await check(async (_event, context: DurableContext) => {
      await context.invoke("send", "mailer", { id: randomUUID() })
      return randomUUID()
    })
    expect(result.isDeterministic).toBe(true)
    expect(notesOf(result)).toEqual([
      ["changed", "input", "random"],
      ["result", "result", "random"],
    ])
  })

  test("an execution that is replayed by itself", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.step("work", async () => 1)
      return Date.now()
    })
    const execution = await new DurableTestRunner().run(handler)
    const { verdict } = await execution.replay()
    expect(verdict).toBe("compatible")
  })
})

describe("what a replay loses stays a divergence (F13)", () => {
  test("a total that bodies of steps add up, beside the time", async () => {
    const result = await check(async (_event, context: DurableContext) => {
      let total = 0
      await context.step("add", async () => void (total += 5))
      return { total, at: Date.now() }
    })
    expect(result.isDeterministic).toBe(false)
  })

  test("a step named after the clock that comes after such an input", async () => {
    const result = await check(async (_event, context: DurableContext) => {
      await context.invoke("send", "mailer", { at: Date.now() })
      return context.step(`report ${Date.now()}`, async () => 1)
    })
    expect(result.divergence?.cause?.kind).toBe("clock")
    expect(result.divergence?.operation?.type).toBe("STEP")
    expect(notesOf(result)).toEqual([["changed", "input", "clock"]])
  })

  test("an end that the clock decides to be a failure", async () => {
    const result = await check(async (_event, context: DurableContext) => {
      await context.step("work", async () => 1)
      if (Date.now() > Date.UTC(2026, 0, 1, 0, 30)) throw new Error("too late")
      return "in time"
    })
    expect(result.isDeterministic).toBe(false)
  })
})

describe("fakes that keep state are set back before each run of a check (F12)", () => {
  const handler = (rows: string[]): Body => {
    return async (_event, context: DurableContext) => {
      await context.step("insert", async () => void rows.push("row"))
      return context.step("count", async () => rows.length)
    }
  }

  test("a fake that nobody sets back makes two runs differ", async () => {
    expect((await check(handler([]))).uncontrolled?.kind).toBe("module-state")
  })

  test("prepare sets it back", async () => {
    const rows: string[] = []
    let calls = 0
    const prepare = (): void => {
      calls++
      rows.length = 0
    }
    const { uncontrolled, isDeterministic } = await check(handler(rows), { prepare })
    expect([uncontrolled, isDeterministic]).toEqual([undefined, true])
    expect(calls).toBeGreaterThanOrEqual(3)
  })

  test("a promise of prepare is refused", async () => {
    const prepare = (async () => {}) as unknown as () => void
    await expect(check(handler([]), { prepare })).rejects.toThrow(/prepare/u)
  })
})
