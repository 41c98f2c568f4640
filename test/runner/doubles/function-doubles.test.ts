import {
  type DurableContext,
  InvokeError,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { messageOf } from "../error-text.ts"
import { expectError } from "../expect-error.ts"

const total = withDurableExecution(async (order: { skus: string[] }, context: DurableContext) => {
  let sum = 0
  for (const sku of order.skus) sum += await context.invoke<object, number>("price", { sku })
  return sum
})

test("mockFunction stands in for the target of context.invoke, and records its calls", async () => {
  const runner = new DurableTestRunner({ ...exactTimes, startTime: 0 })
  const { calls } = runner.mockFunction("price", (input) => (input as { sku: string }).sku.length)
  const execution = await runner.run(total, { skus: ["a", "abc"] })
  expect(execution.result).toBe(4)
  expect(calls).toEqual([
    { input: { sku: "a" }, at: new Date(20) },
    { input: { sku: "abc" }, at: new Date(40) },
  ])
})

test("a mock needs no plugin, and answers asynchronously in virtual time", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.mockFunction("price", async () => {
    await new Promise((resolve) => setTimeout(resolve, 30_000))
    return 7
  })
  const execution = await runner.run(total, { skus: ["a"] })
  expect(execution.result).toBe(7)
  expect(execution.durationMs).toBe(30_020)
})

test.each([
  [
    "synchronously",
    () => {
      throw new RangeError("no such article")
    },
  ],
  [
    "asynchronously",
    async () => {
      throw new RangeError("no such article")
    },
  ],
])("a mock that throws %s fails the invoke as a Lambda that throws does", async (_how, mock) => {
  const runner = new DurableTestRunner(exactTimes)
  runner.mockFunction("price", mock)
  const { operations, error } = await runner.run(total, { skus: ["a"] })
  expect(error?.ErrorType).toBe(InvokeError.name)
  expect(operations[0]?.error).toMatchObject({
    ErrorType: "RangeError",
    ErrorMessage: "no such article",
  })
})

test("a mock may time out, and may stand behind an alias", async () => {
  const caller = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.invoke("price:live", {}),
  )
  const runner = new DurableTestRunner(exactTimes)
  runner.mockFunction("price", () => new Promise(() => {}), {
    functionTimeout: { seconds: 3 },
    aliases: ["live"],
  })
  const execution = await runner.run(caller)
  expect(execution.operations[0]?.error?.ErrorMessage).toContain(
    "Task timed out after 3.00 seconds",
  )
})

test("a mock stays for later runs, and a later one takes its place", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const { calls } = runner.mockFunction("price", () => 1)
  expect((await runner.run(total, { skus: ["a"] })).result).toBe(1)
  expect((await runner.run(total, { skus: ["a"] })).result).toBe(1)
  expect(calls).toHaveLength(2)
  runner.mockFunction("price", () => 2)
  expect((await runner.run(total, { skus: ["a"] })).result).toBe(2)
  expect(calls).toHaveLength(2)
})

test("what a mock does to its input is not recorded", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const { calls } = runner.mockFunction("price", (input) => {
    Object.assign(input as object, { sku: "changed" })
    return 1
  })
  await runner.run(total, { skus: ["a"] })
  expect(calls.map(({ input }) => input)).toEqual([{ sku: "a" }])
})

test("wrong arguments of mockFunction are refused", () => {
  const runner = new DurableTestRunner(exactTimes)
  const calls = [
    () => runner.mockFunction("price", 42 as never),
    () => runner.mockFunction("price:live", () => 42),
    () => runner.mockFunction("price", () => 42, { timeout: 1 } as never),
  ]
  const messages = calls.map((call) => messageOf(expectError(call, InvalidArgumentError)))
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call mockFunction("price"): the mock is 42. Pass a function of the input: runner.mockFunction("price", ({ sku }) => 42).",
      "Failed to call mockFunction: the function's name is "price:live". Lambda allows 1 to 64 letters, digits, hyphens and underscores; leave the qualifier out.",
      "Failed to call mockFunction("price"): there is no option "timeout". The options are functionTimeout, version, aliases, tenantIsolated.",
    ]
  `)
})
