import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type DurableTestRunnerOptions } from "durable-test-runner"
import { InvalidArgumentError, InvalidDurationError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { expectError, expectRejection } from "../expect-error.ts"

/** The list of all options grows; what matters is that it is there. */
const withoutList = ({ message }: Error): string =>
  message.replace(/The options are [\w, ]+\./, "The options are <all of them>.")

const messagesOf = (options: readonly object[]): string[] =>
  options.map((option) =>
    withoutList(expectError(() => new DurableTestRunner(option), InvalidArgumentError)),
  )

test("an option that does not exist is refused, with the one that was meant", () => {
  expect(messagesOf([{ sed: 1 }, { functionTimeOut: { seconds: 3 } }, { skipTime: true }]))
    .toMatchInlineSnapshot(`
      [
        "Failed to call new DurableTestRunner: there is no option "sed". The options are <all of them>. Did you mean "seed"?",
        "Failed to call new DurableTestRunner: there is no option "functionTimeOut". The options are <all of them>. Did you mean "functionTimeout"?",
        "Failed to call new DurableTestRunner: there is no option "skipTime". The options are <all of them>.",
      ]
    `)
})

test("options that cannot be are refused", () => {
  expect(
    messagesOf([
      { startTime: "yesterday" },
      { functionName: "order workflow" },
      { functionName: "" },
      { functionTimeout: { minutes: 16 } },
      { functionTimeout: { milliseconds: 10 } },
      { executionTimeout: { days: 367 } },
      { executionTimeout: { milliseconds: 1_500 } },
      { handlerTimeoutMs: -1 },
      { maxEvents: "many" },
    ]),
  ).toMatchInlineSnapshot(`
    [
      "Failed to call new DurableTestRunner: startTime is "yesterday". Pass a Date, epoch milliseconds or an ISO string such as "2026-01-01T00:00:00Z", between the years 1 and 9000.",
      "Failed to call new DurableTestRunner: functionName is "order workflow". Lambda allows 1 to 64 letters, digits, hyphens and underscores.",
      "Failed to call new DurableTestRunner: functionName is "". Lambda allows 1 to 64 letters, digits, hyphens and underscores.",
      "Failed to call new DurableTestRunner: functionTimeout is 960000 ms. Lambda allows 1 second to 15 minutes.",
      "Failed to call new DurableTestRunner: functionTimeout is 10 ms. Lambda allows 1 second to 15 minutes.",
      "Failed to call new DurableTestRunner: executionTimeout is 31708800 seconds. The service allows whole seconds from 1 to 31,622,400 (366 days).",
      "Failed to call new DurableTestRunner: executionTimeout is 1.5 seconds. The service allows whole seconds from 1 to 31,622,400 (366 days).",
      "Failed to call new DurableTestRunner: handlerTimeoutMs is -1. Pass a non-negative number up to 2147483647.",
      "Failed to call new DurableTestRunner: maxEvents is "many". Pass a whole number from 1.",
    ]
  `)
})

test("time-outs are durations", () => {
  const { message } = expectError(
    () => new DurableTestRunner({ functionTimeout: 3 as never }),
    InvalidDurationError,
  )
  expect(message).toMatchInlineSnapshot(
    `"Failed to call new DurableTestRunner: functionTimeout is 3. A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; its members are days, hours, minutes, seconds, milliseconds."`,
  )
})

test("run refuses options that do not exist", async () => {
  const handler = withDurableExecution(async () => 1)
  const run = new DurableTestRunner().run(handler, {}, { nam: "x" } as never)
  expect((await expectRejection(run, InvalidArgumentError)).message).toMatchInlineSnapshot(
    `"Failed to call run: there is no option "nam". The options are name, invocationType, tenantId. Did you mean "name"?"`,
  )
})

test("registerFunction checks name, handler and options", () => {
  const runner = new DurableTestRunner()
  const calls = [
    () => runner.registerFunction("payments:$LATEST", async () => 1),
    () => runner.registerFunction("payments", "handler" as never),
    () => runner.registerFunction("payments", async () => 1, { duarble: false } as never),
    () =>
      runner.registerFunction("payments", async () => 1, {
        durable: false,
        executionTimeout: { hours: 1 },
      }),
  ]
  const messages = calls.map((call) => withoutList(expectError(call, InvalidArgumentError)))
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call registerFunction: the function's name is "payments:$LATEST". Lambda allows 1 to 64 letters, digits, hyphens and underscores; leave the qualifier out.",
      "Failed to call registerFunction("payments"): the handler is a string. Pass the function that the Lambda exports: runner.run(handler, input).",
      "Failed to call registerFunction("payments"): there is no option "duarble". The options are <all of them>. Did you mean "durable"?",
      "Failed to call registerFunction("payments"): a plain function has no execution time-out. Drop executionTimeout, or drop { durable: false }.",
    ]
  `)
})

test("the names of function and execution are in the ARN", async () => {
  const handler = withDurableExecution(async () => 1)
  const runner = new DurableTestRunner({ functionName: "orders" })
  const execution = await runner.run(handler, {}, { name: "order-17" })
  expect(execution.functionName).toBe("orders")
  expect(execution.name).toBe("order-17")
  expect(execution.arn).toMatch(
    /^arn:aws:lambda:us-east-1:123456789012:function:orders:\$LATEST\/durable-execution\/order-17\/[0-9a-f-]{36}$/,
  )
})

test("the input reaches the handler as JSON makes it, and none at all as an empty object", async () => {
  const handler = withDurableExecution(async (event: unknown) => event)
  const runner = new DurableTestRunner()
  expect((await runner.run(handler, { at: new Date(0), no: undefined })).result).toEqual({
    at: "1970-01-01T00:00:00.000Z",
  })
  expect((await runner.run(handler, null)).result).toBeNull()
  expect((await runner.run(handler)).result).toEqual({})
  expect((await runner.run(handler)).history[0]?.ExecutionStartedDetails?.Input).toEqual({
    Truncated: false,
  })
})

test("a handler that changes its input finds it unchanged in the next invocation", async () => {
  const seen: number[] = []
  const handler = withDurableExecution(async (event: { n: number }, context) => {
    seen.push(event.n++)
    await context.wait({ seconds: 1 })
  })
  await new DurableTestRunner(asNeeded).run(handler, { n: 1 })
  expect(seen).toEqual([1, 1])
})

test("the service's options reach the service", async () => {
  const options: DurableTestRunnerOptions = {
    service: { region: "eu-west-1", accountId: "1".repeat(12) },
  }
  const { arn } = await new DurableTestRunner(options).run(withDurableExecution(async () => 1))
  expect(arn).toContain("arn:aws:lambda:eu-west-1:111111111111:function:")
})

test("checkpoints take the latency that the test gave them", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.step("one", async () => 1)
    await context.step("two", async () => 2)
  })
  const runner = new DurableTestRunner({ checkpointLatency: { milliseconds: 15 } })
  const { history, startTimestamp } = await runner.run(handler)
  const times = history.map(({ EventType, EventTimestamp }) => [
    EventType,
    EventTimestamp!.getTime() - startTimestamp.getTime(),
  ])
  expect(times.at(-1)?.[1]).toBeGreaterThanOrEqual(30)
})

test("a page size makes the SDK page through its state, with the same result", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const numbers: number[] = []
    for (let index = 0; index < 20; index++) {
      numbers.push(await context.step(`step ${index}`, async () => index))
      if (index % 5 === 4) await context.wait({ seconds: 1 })
    }
    return numbers
  })
  const whole = await new DurableTestRunner(exactTimes).run(handler)
  for (const pageSize of [0, 1, 7]) {
    const paged = await new DurableTestRunner({ ...exactTimes, pageSize }).run(handler)
    expect(paged.history).toEqual(whole.history)
  }
})
