import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"

type Body = (context: DurableContext) => Promise<unknown>

async function replay(body: Body): Promise<string | undefined> {
  const handler = withDurableExecution((_event: unknown, context) => body(context))
  const execution = await new DurableTestRunner().run(handler)
  return (await execution.replay()).verdict
}

describe("a replayed invocation runs on a loop like that of a world", () => {
  test("in which a timer of the handler fires in virtual time", async () => {
    const verdict = await replay(async (context) => {
      await new Promise((resolve) => void setTimeout(resolve, 500))
      return context.step("after", async () => 1)
    })
    expect(verdict).toBe("compatible")
  })

  test("in which an immediate of the handler runs before time moves", async () => {
    const verdict = await replay(async (context) => {
      const order: string[] = []
      await Promise.all([
        new Promise<void>((resolve) => void setTimeout(() => resolve(void order.push("timer")), 1)),
        new Promise<void>((resolve) => void setImmediate(() => resolve(void order.push("now")))),
      ])
      return context.step(order.join(), async () => 1)
    })
    expect(verdict).toBe("compatible")
  })

  test("in which a cleared timer does not fire", async () => {
    const verdict = await replay(async (context) => {
      let fired = false
      const timer = setTimeout(() => (fired = true), 10)
      clearTimeout(timer)
      await new Promise((resolve) => void setTimeout(resolve, 20))
      return context.step(fired ? "fired" : "cleared", async () => 1)
    })
    expect(verdict).toBe("compatible")
  })

  test("that knows the context as Lambda makes it", async () => {
    const seen: unknown[] = []
    const verdict = await replay(async (context) => {
      const { lambdaContext } = context
      seen.push([
        lambdaContext.getRemainingTimeInMillis() > 0,
        lambdaContext.memoryLimitInMB,
        typeof lambdaContext.logStreamName,
      ])
      return context.step("only", async () => 1)
    })
    expect(verdict).toBe("compatible")
    expect(new Set(seen.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify([true, "128", "string"])]),
    )
  })
})
