import {
  SendDurableExecutionCallbackSuccessCommand,
  InvalidParameterValueException,
} from "@aws-sdk/client-lambda"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { FailedInvocationsError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"

const LIMIT_BYTES = 262_144

const ask = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [answer] = await context.createCallback("approve", { timeout: { hours: 1 } })
  const text = await answer
  return { length: text.length, first: text.slice(0, 4) }
})

describe("E7 the size of a result", () => {
  test.each([
    ["ASCII", "x".repeat(LIMIT_BYTES), LIMIT_BYTES],
    ["two bytes a character", "ä".repeat(LIMIT_BYTES / 2), LIMIT_BYTES / 2],
    ["bytes", new Uint8Array(LIMIT_BYTES).fill(65), LIMIT_BYTES],
  ])("E7 exactly the limit is accepted: %s", async (_title, value, length) => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", value)
    expect((await runner.run(ask)).result).toMatchObject({ length })
  })

  test.each([
    ["ASCII", `${"x".repeat(LIMIT_BYTES)}x`],
    ["two bytes a character", "ä".repeat(LIMIT_BYTES / 2 + 1)],
    ["bytes", new Uint8Array(LIMIT_BYTES + 1)],
  ])("E7 over the limit is refused, and the callback stays open: %s", async (_title, value) => {
    const runner = new DurableTestRunner()
    const first = { occurrence: 1, after: { minutes: 1 } }
    runner.completeCallback("approve", value, { ...first, expectRefused: true })
    runner.completeCallback("approve", "short", { occurrence: 1, after: { minutes: 2 } })
    const execution = await runner.run(ask)
    expect(execution.deliveries[0]?.refused).toEqual({
      name: "InvalidParameterValueException",
      message: `CALLBACK output payload size must be less than or equal to ${LIMIT_BYTES} bytes.`,
    })
    expect(execution.result).toMatchObject({ length: 5 })
  })

  test("E7 over the limit through the client of AWS is the modelled exception", async () => {
    const runner = new DurableTestRunner()
    const client = await runner.lambdaClient()
    const Result = "x".repeat(LIMIT_BYTES + 1)
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback("approve", async (CallbackId) => {
        const send = client.send(
          new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result }),
        )
        await expect(send).rejects.toThrow(InvalidParameterValueException)
        await client.send(
          new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "short" }),
        )
      }),
    )
    expect((await runner.run(handler)).result).toBe("short")
  })
})

describe("E7 a payload that the serdes cannot read", () => {
  const askForJson = withDurableExecution((_event: unknown, context: DurableContext) =>
    context
      .waitForCallback("approve", async () => {}, {
        serdes: { deserialize: async (text) => JSON.parse(text ?? "") as unknown },
      })
      // No handler can catch it: the SDK gives the invocation up.
      .catch(() => "caught"),
  )

  test("E7 fails the invocation, which the service retries in vain", async () => {
    const runner = new DurableTestRunner({ maxFailedInvocations: 3 })
    runner.completeCallback("approve", "{oops")
    const run = runner.run(askForJson)
    await expect(run).rejects.toThrow(FailedInvocationsError)
    await expect(run).rejects.toThrow('Deserialization failed for step "approve" (1)')
  })

  test("E7 until the time-out of the execution, if a test gives one", async () => {
    const runner = new DurableTestRunner({ executionTimeout: { hours: 1 } })
    runner.completeCallback("approve", "{oops")
    const execution = await runner.run(askForJson)
    expect(execution.status).toBe("TIMED_OUT")
    const [, ...retries] = execution.invocations
    expect(retries.length).toBeGreaterThan(3)
    expect(new Set(retries.map(({ status }) => status))).toEqual(new Set(["ERROR"]))
    expect(retries[0]?.error?.ErrorType).toBe("SerdesFailedError")
  })
})

describe("E7 bytes that are not UTF-8", () => {
  test("E7 arrive as replacement characters", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", new Uint8Array([0xff, 0xfe, 0x41]))
    const execution = await runner.run(ask)
    expect(execution.operation("approve").payload).toBe("\u{fffd}\u{fffd}A")
    expect(execution.result).toMatchObject({ first: "\u{fffd}\u{fffd}A" })
  })
})
