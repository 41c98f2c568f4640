import { type Serdes, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, Execution } from "durable-test-runner"
import { exportHistory } from "durable-test-runner/replay"
import { describe, expect, test } from "vitest"

/** As encryption with the execution in its context: it reads back only where it was written. */
const bound: Serdes<unknown> = {
  serialize: async (value, { durableExecutionArn, entityId }) =>
    value === undefined ? undefined : JSON.stringify({ durableExecutionArn, entityId, value }),
  deserialize: async (text, { durableExecutionArn, entityId }) => {
    if (text === undefined) return undefined
    const read = JSON.parse(text) as Record<string, unknown>
    if (read["durableExecutionArn"] !== durableExecutionArn) throw new Error("another execution")
    if (read["entityId"] !== entityId) throw new Error("another operation")
    return read["value"]
  },
}

const handlers = {
  "a serdes that is bound to the execution": withDurableExecution(async (_event, context) => {
    const price = await context.step("price", async () => 1, { serdes: bound })
    await context.wait("night", { hours: 8 })
    return context.runInChildContext(
      "pay",
      async (child) => child.step("charge", async () => Number(price) + 1, { serdes: bound }),
      { serdes: bound },
    )
  }),
  "a step that is named by the function": withDurableExecution(async (_event, context) => {
    const { functionName, functionVersion } = context.lambdaContext
    await context.step(`${functionName} ${functionVersion}`, async () => {})
    await context.wait("night", { hours: 8 })
    return context.step("after", async () => functionName)
  }),
  "a branch by the alias that is invoked": withDurableExecution(async (_event, context) => {
    const { invokedFunctionArn } = context.lambdaContext
    if (invokedFunctionArn.includes("orders")) await context.step("order", async () => {})
    await context.wait("night", { hours: 8 })
    return context.step("after", async () => invokedFunctionArn)
  }),
  "a key that is made of the execution's ARN": withDurableExecution(async (_event, context) => {
    const { durableExecutionArn } = context.executionContext
    const [, , name = ""] = durableExecutionArn.split("/")
    await context.step(`lock ${name.slice(0, 4)}`, async () => durableExecutionArn)
    await context.wait("night", { hours: 8 })
    return context.step(`unlock ${name.slice(0, 4)}`, async () => name)
  }),
}

describe("A replay has the recorded ARN and names (F5)", () => {
  const runnerFor = (): DurableTestRunner => new DurableTestRunner({ functionName: "orders" })

  test.for(Object.entries(handlers))("in checkReplay: %s", async ([, handler]) => {
    const { divergence, isDeterministic } = await runnerFor().checkReplay(handler, {})
    expect(divergence?.message).toBeUndefined()
    expect(isDeterministic).toBe(true)
  })

  test.for(Object.entries(handlers))("in replay of an execution: %s", async ([, handler]) => {
    const execution = await runnerFor().run(handler, {})
    const { message } = await new DurableTestRunner().replay(handler, execution)
    expect(message).toMatch(/^compatible: \d+ replays/)
  })

  test.for(Object.entries(handlers))("in replay of what was exported: %s", async ([, handler]) => {
    const history = exportHistory(await runnerFor().run(handler, {}))
    const { message } = await new DurableTestRunner().replay(handler, history)
    expect(message).toMatch(/^compatible: \d+ replays/)
  })
})

test("A history without its ARN that does not fit is said to have none (F5)", async () => {
  const handler = handlers["a serdes that is bound to the execution"]
  const { history, arn } = await new DurableTestRunner().run(handler, {})
  const { message } = await new DurableTestRunner().replay(handler, history)
  expect(message).toMatch(/^incompatible: /)
  expect(message.split("\n").at(-1)).toBe(
    "The history does not contain the ARN of its execution, so the replays ran under another one. " +
      "Where a serdes, a key or a name depends on it, pass { DurableExecutionArn, Events }.",
  )
  const whole = { DurableExecutionArn: arn, Events: history }
  const { verdict } = await new DurableTestRunner().replay(handler, whole)
  expect(verdict).toBe("compatible")
})

test("An execution that was read from a history keeps its ARN in replays (F5)", async () => {
  const handler = handlers["a serdes that is bound to the execution"]
  const { history, arn } = await new DurableTestRunner().run(handler, {})
  for (const execution of [
    Execution.fromHistory({ DurableExecutionArn: arn, Events: [...history] }),
    Execution.fromHistory([...history], {
      execution: { DurableExecutionArn: arn, Status: "SUCCEEDED" },
    }),
  ]) {
    expect(execution.arn).toBe(arn)
    const { verdict } = await new DurableTestRunner().replay(handler, execution)
    expect(verdict).toBe("compatible")
  }
})
