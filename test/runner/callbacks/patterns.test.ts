import {
  type LambdaClient,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"
import {
  CallbackExternalError,
  CallbackTimeoutError,
  type DurableContext,
  withDurableExecution,
  withRetry,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { blockOf } from "./blocked-run.ts"
import { failureOf } from "./failure.ts"
import type { Timeouts } from "./timeouts.ts"

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

describe("D1 the examples of the documentation", () => {
  const ask = withDurableExecution((timeouts: Timeouts, context: DurableContext) =>
    context
      .waitForCallback("ask", async () => {}, timeouts)
      .catch((error: unknown) => failureOf(error).message),
  )
  const approval = { timeout: { hours: 48 }, heartbeatTimeout: { hours: 12 } }
  const payment = { timeout: { minutes: 5 }, heartbeatTimeout: { seconds: 30 } }
  const enrichment = { timeout: { minutes: 10 } }

  test.each([
    ["approval, 48 h and 12 h", approval, 12 * HOUR_MS, 48 * HOUR_MS],
    ["payment, 5 min and 30 s", payment, 30_000, 5 * MINUTE_MS],
    ["enrichment, 10 min", enrichment, 10 * MINUTE_MS, 10 * MINUTE_MS],
  ])("D1 %s", async (_title, timeouts, silentMs, busyMs) => {
    const answered = new DurableTestRunner(exactTimes)
    answered.completeCallback("ask", "yes", { after: { milliseconds: silentMs - 1 } })
    expect((await answered.run(ask, timeouts)).result).toBe("yes")

    const silent = await new DurableTestRunner(exactTimes).run(ask, timeouts)
    expect(silent.result).toContain("timed out")
    expect(silent.durationMs).toBe(silentMs)

    const busy = new DurableTestRunner(exactTimes)
    busy.heartbeatCallback("ask", { every: { milliseconds: silentMs - 1 } })
    const execution = await busy.run(ask, timeouts)
    expect(execution.result).toBe("Callback timed out")
    expect(execution.durationMs).toBe(busyMs)
  })
})

describe("D2 two callbacks to different systems", () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const [bank] = await context.createCallback("bank")
    const [shop] = await context.createCallback("shop")
    return { shop: await shop, bank: await bank }
  })

  test.each([
    ["bank", "shop"],
    ["shop", "bank"],
  ])("D2 the answer of the %s first, then that of the %s", async (first, second) => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback(first, `by ${first}`, { after: { minutes: 1 } })
    runner.completeCallback(second, `by ${second}`, { after: { minutes: 2 } })
    const execution = await runner.run(handler)
    expect(execution.result).toEqual({ shop: "by shop", bank: "by bank" })
    expect(execution.durationMs).toBe(2 * MINUTE_MS)
    expect(execution.invocations).toHaveLength(3)
  })
})

describe("D3 what to do about a callback that failed", () => {
  test("D3 a retry around it asks again, with a new id", async () => {
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      withRetry(
        context,
        "ask",
        (child, attempt) => child.waitForCallback(`try ${attempt}`, async () => {}),
        {
          retryStrategy: (error: unknown, attempt: number) => ({
            shouldRetry: error instanceof CallbackExternalError && attempt < 3,
            delay: { minutes: 10 },
          }),
        },
      ),
    )
    const runner = new DurableTestRunner()
    runner.failCallback("try 1", "busy")
    runner.failCallback("try 2", "busy")
    runner.completeCallback("try 3", "yes")
    const execution = await runner.run(handler)
    expect(execution.result).toBe("yes")
    const ids = [1, 2, 3].map((attempt) => execution.operation(`try ${attempt}`).callbackId)
    expect(new Set(ids).size).toBe(3)
    expect(execution.durationMs).toBeGreaterThanOrEqual(20 * MINUTE_MS)
  })

  test.each([
    ["approved", "shipped"],
    ["declined", "cancelled"],
  ])("D3 the flow depends on the result: %s is %s", async (answer, outcome) => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const decision = await context.waitForCallback("decide", async () => {})
      return decision === "approved"
        ? context.step("ship", async () => "shipped")
        : context.step("cancel", async () => "cancelled")
    })
    const runner = new DurableTestRunner()
    runner.completeCallback("decide", answer)
    expect((await runner.run(handler)).result).toBe(outcome)
  })

  test("D3 a second callback is the fallback of one that timed out", async () => {
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context
        .waitForCallback("primary", async () => {}, { timeout: { minutes: 5 } })
        .catch((error: unknown) => {
          if (!(error instanceof CallbackTimeoutError)) throw error
          return context.waitForCallback("secondary", async () => {}, { timeout: { hours: 1 } })
        }),
    )
    const runner = new DurableTestRunner(exactTimes)
    runner.timeoutCallback("primary")
    runner.completeCallback("secondary", "by the second", { after: { minutes: 1 } })
    const execution = await runner.run(handler)
    expect(execution.result).toBe("by the second")
    expect(execution.durationMs).toBe(6 * MINUTE_MS)
  })
})

describe("D4 where a callback may be", () => {
  test("D4 in a child context", async () => {
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.runInChildContext("review", async (child) => {
        const [answer] = await child.createCallback("approve")
        return answer
      }),
    )
    const runner = new DurableTestRunner()
    runner.completeCallback("review/approve", "yes")
    const execution = await runner.run(handler)
    expect(execution.result).toBe("yes")
    expect(execution.operation("approve").parent).toBe(execution.operation("review"))
  })

  test("D4 with steps between create and await, which run once", async () => {
    let notified = 0
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const [answer, callbackId] = await context.createCallback("approve")
      const sent = await context.step("notify", async () => {
        notified++
        return callbackId
      })
      return { answer: await answer, isSame: sent === callbackId }
    })
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "yes", { after: { hours: 1 } })
    expect((await runner.run(handler)).result).toEqual({ answer: "yes", isSame: true })
    expect(notified).toBe(1)
  })

  test("D4 answered by a second Lambda, which uses the client of AWS", async () => {
    const approver =
      (client: LambdaClient) =>
      async ({ callbackId }: { callbackId: string }): Promise<string> => {
        const command = { CallbackId: callbackId, Result: JSON.stringify({ by: "approver" }) }
        await client.send(new SendDurableExecutionCallbackSuccessCommand(command))
        return "answered"
      }
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const [answer, callbackId] = await context.createCallback("approve")
      const invoked = await context.invoke("approver", { callbackId })
      return [invoked, await answer]
    })
    const runner = new DurableTestRunner()
    runner.registerFunction("approver", approver(await runner.lambdaClient()), { durable: false })
    expect((await runner.run(handler)).result).toEqual(["answered", '{"by":"approver"}'])
  })
})

describe("D5 time-outs against each other", () => {
  const ask = withDurableExecution(async (timeouts: Timeouts, context: DurableContext) => {
    const [answer] = await context.createCallback("approve", timeouts)
    return answer.catch((error: unknown) => failureOf(error).causeType)
  })

  test("D5 the execution's time-out ends a callback's that is longer", async () => {
    const runner = new DurableTestRunner({ executionTimeout: { hours: 1 } })
    const execution = await runner.run(ask, { timeout: { hours: 2 } })
    expect(execution.status).toBe("TIMED_OUT")
    expect(execution.durationMs).toBe(HOUR_MS)
    expect(execution.operation("approve").status).toBe("STARTED")
  })

  test("D5 and not one that is shorter", async () => {
    const runner = new DurableTestRunner({ executionTimeout: { hours: 1 } })
    const execution = await runner.run(ask, { timeout: { minutes: 59 } })
    expect(execution.status).toBe("SUCCEEDED")
    expect(execution.result).toBe("Callback.Timeout")
  })

  test.each<[string, Timeouts, string, number]>([
    [
      "a heartbeat time-out shorter than the total one comes first",
      { timeout: { hours: 2 }, heartbeatTimeout: { hours: 1 } },
      "Callback.Heartbeat",
      HOUR_MS,
    ],
    [
      "a heartbeat time-out longer than the total one never comes",
      { timeout: { hours: 1 }, heartbeatTimeout: { hours: 2 } },
      "Callback.Timeout",
      HOUR_MS,
    ],
    [
      "zero is no total time-out",
      { timeout: { seconds: 0 }, heartbeatTimeout: { hours: 1 } },
      "Callback.Heartbeat",
      HOUR_MS,
    ],
    [
      "zero is no heartbeat time-out",
      { timeout: { hours: 1 }, heartbeatTimeout: { seconds: 0 } },
      "Callback.Timeout",
      HOUR_MS,
    ],
  ])("D5 %s", async (_title, timeouts, result, durationMs) => {
    const execution = await new DurableTestRunner(exactTimes).run(ask, timeouts)
    expect([execution.result, execution.durationMs]).toEqual([result, durationMs])
  })

  test("D5 without any there is no timer: the callback waits for ever", async () => {
    const { execution } = await blockOf(new DurableTestRunner().run(ask, {}))
    expect(execution.operation("approve").status).toBe("STARTED")
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "yes", { after: { days: 365 } })
    expect((await runner.run(ask, {})).result).toBe("yes")
  })
})
