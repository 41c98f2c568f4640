import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { ORDERS } from "./choosers.ts"
import { failureOf } from "./failure.ts"
import type { Timeouts } from "./timeouts.ts"

const MINUTE_MS = 60_000

const ask = withDurableExecution(async (timeouts: Timeouts, context: DurableContext) => {
  const [answer] = await context.createCallback("approve", timeouts)
  return answer.catch((error: unknown) => failureOf(error).causeType)
})

const minutesOf = ({ durationMs }: Execution): number => durationMs / MINUTE_MS

describe.each(ORDERS)("E1 at the instant of a deadline, %s", (_title, chooser) => {
  const late = { after: { minutes: 10 }, expectRefused: true }

  test("E1 a success one millisecond before it is in time", async () => {
    const runner = new DurableTestRunner({ chooser })
    runner.completeCallback("approve", "yes", { after: { milliseconds: 10 * MINUTE_MS - 1 } })
    const execution = await runner.run(ask, { timeout: { minutes: 10 } })
    expect(execution.result).toBe("yes")
  })

  test.each<[string, Timeouts, string]>([
    ["total", { timeout: { minutes: 10 } }, "Callback.Timeout"],
    ["heartbeat", { heartbeatTimeout: { minutes: 10 } }, "Callback.Heartbeat"],
  ])("E1 a success exactly at the %s one is too late", async (_kind, timeouts, result) => {
    const runner = new DurableTestRunner({ ...exactTimes, chooser })
    runner.completeCallback("approve", "yes", late)
    const execution = await runner.run(ask, timeouts)
    expect(execution.result).toBe(result)
    expect(execution.deliveries).toMatchObject([{ refused: { name: "CallbackTimeoutException" } }])
    expect(minutesOf(execution)).toBe(10)
  })

  test("E1 a heartbeat exactly at its own is too late", async () => {
    const runner = new DurableTestRunner({ ...exactTimes, chooser })
    runner.heartbeatCallback("approve", late)
    const execution = await runner.run(ask, { heartbeatTimeout: { minutes: 10 } })
    expect(execution.result).toBe("Callback.Heartbeat")
    expect(execution.deliveries).toMatchObject([{ refused: { name: "CallbackTimeoutException" } }])
    expect(minutesOf(execution)).toBe(10)
  })

  test("E1 of both deadlines at one instant the total one is told, and only that", async () => {
    const runner = new DurableTestRunner({ chooser })
    const timeouts = { timeout: { minutes: 10 }, heartbeatTimeout: { minutes: 10 } }
    const execution = await runner.run(ask, timeouts)
    expect(execution.result).toBe("Callback.Timeout")
    const ends = execution.operation("approve").events.slice(1)
    expect(ends.map(({ CallbackTimedOutDetails }) => CallbackTimedOutDetails)).toEqual([
      { Error: { Payload: { ErrorType: "Callback.Timeout" }, Truncated: false } },
    ])
  })
})

describe("E2 heartbeats", () => {
  const timeouts = { timeout: { minutes: 60 }, heartbeatTimeout: { minutes: 10 } }

  test.each([1, 9])(
    "E2 one after %i min moves the heartbeat deadline from there",
    async (minutes) => {
      const runner = new DurableTestRunner(exactTimes)
      runner.heartbeatCallback("approve", { after: { minutes } })
      const execution = await runner.run(ask, timeouts)
      expect(execution.result).toBe("Callback.Heartbeat")
      expect(minutesOf(execution)).toBe(minutes + 10)
    },
  )

  test("E2 none of them ever moves the total deadline", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.heartbeatCallback("approve", { every: { minutes: 9 } })
    const execution = await runner.run(ask, timeouts)
    expect(execution.result).toBe("Callback.Timeout")
    expect(minutesOf(execution)).toBe(60)
    expect(execution.deliveries).toHaveLength(6)
  })

  test("E2 after a missed one, what follows is refused", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.heartbeatCallback("approve", { after: { minutes: 9 } })
    runner.heartbeatCallback("approve", { after: { minutes: 20 }, expectRefused: true })
    runner.completeCallback("approve", "yes", { after: { minutes: 21 }, expectRefused: true })
    const execution = await runner.run(ask, timeouts)
    expect(execution.result).toBe("Callback.Heartbeat")
    expect(minutesOf(execution)).toBe(19)
    expect(execution.deliveries.map(({ refused }) => refused?.name)).toEqual([
      undefined,
      "CallbackTimeoutException",
      "CallbackTimeoutException",
    ])
  })

  test("E2 one that nobody expects is welcome, and starts no timer", async () => {
    const runner = new DurableTestRunner()
    runner.heartbeatCallback("approve", { after: { minutes: 5 } })
    runner.completeCallback("approve", "yes", { after: { minutes: 55 } })
    const execution = await runner.run(ask, { timeout: { minutes: 60 } })
    expect(execution.result).toBe("yes")
  })
})
