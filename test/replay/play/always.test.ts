import {
  type DurableContext,
  StepSemantics,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { correct } from "../zoo/correct.ts"
import type { Correct } from "../zoo/zoo.ts"

async function run({ make, input }: Correct, replay: "always" | "as-needed") {
  const runner = new DurableTestRunner({ replay })
  runner.registerFunction("payments", () => ({ paid: true }), { durable: false })
  return runner.run(withDurableExecution(make()), input)
}

/** What has been done, without the ids and random numbers that the number of replays decides. */
async function outline(handler: Correct, replay: "always" | "as-needed") {
  const { history, status, invocations } = await run(handler, replay)
  const events = history.map(({ EventType, Id }) => `${EventType} ${Id}`)
  return { status, invocations: invocations.length, events: events.toSorted() }
}

/** Handlers whose course depends on chance, and so on how often the handler has run before. */
const DRAWS = /random|jitter|polled|clock and chance|first|any of|named|set of/u

describe("with a replay after every checkpoint a correct handler has the same history", () => {
  test.each(correct.filter(({ name }) => !DRAWS.test(name)))("$name", async (handler) => {
    expect(await outline(handler, "always")).toEqual(await outline(handler, "as-needed"))
  })
})

test("the handler starts over after each checkpoint, and no body runs twice", async () => {
  let begun = 0
  let bodies = 0
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    begun++
    await context.step("once", async () => ++bodies, {
      semantics: StepSemantics.AtMostOncePerRetry,
    })
    await context.parallel("both", [
      async (child: DurableContext) => child.step("a", async () => ++bodies),
      async (child: DurableContext) => child.step("b", async () => ++bodies),
    ])
    await context.step("slow", async () => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      return ++bodies
    })
  })
  const execution = await new DurableTestRunner({ replay: "always" }).run(handler)
  expect(execution.status).toBe("SUCCEEDED")
  expect(execution.invocations).toHaveLength(1)
  expect(bodies).toBe(4)
  expect(begun).toBeGreaterThan(3)
})

test("A replay after every checkpoint shows a handler that relies on unrecorded state", async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    let total = 0
    await context.step("add", async () => {
      total += 5
    })
    return context.step("pay", async () => total)
  })
  expect((await new DurableTestRunner(asNeeded).run(handler)).result).toBe(5)
  expect((await new DurableTestRunner({ replay: "always" }).run(handler)).result).toBe(0)
})

test("A replay after every checkpoint keeps the instant of the function time-out", async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.step("quick", async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000))
    })
    await context.step("endless", async () => {
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    })
  })
  const options = { functionTimeout: { seconds: 5 }, executionTimeout: { seconds: 6 } }
  const plain = await new DurableTestRunner(options).run(handler)
  const always = await new DurableTestRunner({ ...options, replay: "always" }).run(handler)
  expect(always.history).toEqual(plain.history)
})

test("An unknown value of the option replay is refused", () => {
  expect(
    () => new DurableTestRunner({ replay: "sometimes" as never }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: Failed to call new DurableTestRunner: replay is "sometimes". Pass "always" or "as-needed".]`,
  )
})
