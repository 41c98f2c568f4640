import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { messageOf, nameOf } from "../error-text.ts"

interface Timeouts {
  readonly timeout?: { seconds: number }
  readonly heartbeatTimeout?: { seconds: number }
}

/** Creates a callback with the given time-outs and answers what became of it. */
const handler = withDurableExecution(async (timeouts: Timeouts, context: DurableContext) => {
  const [answer] = await context.createCallback("work", timeouts)
  return answer.catch((error: unknown) => `${nameOf(error)}: ${messageOf(error)}`)
})

const secondsOf = (execution: Execution): number => execution.durationMs / 1_000

const errorTypeOf = (execution: Execution): string | undefined =>
  execution.operation("work").error?.ErrorType

const heartbeatsOf = ({ deliveries, startTimestamp }: Execution): number[] =>
  deliveries
    .filter(({ kind }) => kind === "heartbeat")
    .map(({ at }) => (at.getTime() - startTimestamp.getTime()) / 1_000)

test("without a heartbeat the callback times out on its heartbeat", async () => {
  const execution = await new DurableTestRunner(exactTimes).run(handler, {
    heartbeatTimeout: { seconds: 10 },
  })
  expect(secondsOf(execution)).toBe(10)
  expect(execution.operation("work").error).toEqual({
    ErrorType: "Callback.Heartbeat",
    ErrorMessage: "Callback timed out on heartbeat",
  })
  expect(execution.result).toBe("CallbackTimeoutError: Callback timed out on heartbeat")
  const timedOut = execution.history.find(({ EventType }) => EventType === "CallbackTimedOut")
  expect(timedOut?.CallbackTimedOutDetails?.Error?.Payload).toMatchObject({
    ErrorType: "Callback.Heartbeat",
  })
})

test("each heartbeat keeps the callback alive for exactly the heartbeat time-out", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.heartbeatCallback("work", { every: { seconds: 8 }, times: 3 })
  const execution = await runner.run(handler, { heartbeatTimeout: { seconds: 10 } })
  expect(heartbeatsOf(execution)).toEqual([8, 16, 24])
  expect(secondsOf(execution)).toBe(34)
  expect(errorTypeOf(execution)).toBe("Callback.Heartbeat")
})

test("heartbeats are neither events nor invocations", async () => {
  const runner = new DurableTestRunner()
  runner.heartbeatCallback("work", { every: { seconds: 8 }, times: 3 })
  const execution = await runner.run(handler, { heartbeatTimeout: { seconds: 10 } })
  expect(execution.history.map(({ EventType }) => EventType)).toEqual([
    "ExecutionStarted",
    "CallbackStarted",
    "InvocationCompleted",
    "CallbackTimedOut",
    "InvocationCompleted",
    "ExecutionSucceeded",
  ])
})

test("heartbeats go on as long as the callback is pending", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.heartbeatCallback("work", { every: { seconds: 5 } })
  runner.completeCallback("work", "done", { after: { seconds: 58 } })
  const execution = await runner.run(handler, { heartbeatTimeout: { seconds: 10 } })
  expect(execution.result).toBe("done")
  expect(heartbeatsOf(execution)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55])
  expect(secondsOf(execution)).toBe(58)
})

test("heartbeats never extend the total time-out", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.heartbeatCallback("work", { every: { seconds: 5 } })
  const timeouts = { timeout: { seconds: 62 }, heartbeatTimeout: { seconds: 10 } }
  const execution = await runner.run(handler, timeouts)
  expect(secondsOf(execution)).toBe(62)
  expect(execution.operation("work").error).toEqual({
    ErrorType: "Callback.Timeout",
    ErrorMessage: "Callback timed out",
  })
  expect(execution.result).toBe("CallbackTimeoutError: Callback timed out")
})

test("where both time-outs fall on one instant, the total one counts", async () => {
  const timeouts = { timeout: { seconds: 10 }, heartbeatTimeout: { seconds: 10 } }
  const execution = await new DurableTestRunner(exactTimes).run(handler, timeouts)
  expect(secondsOf(execution)).toBe(10)
  expect(errorTypeOf(execution)).toBe("Callback.Timeout")
})

test("both on one instant after a heartbeat: the total one counts", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.heartbeatCallback("work", { after: { seconds: 4 } })
  const timeouts = { timeout: { seconds: 10 }, heartbeatTimeout: { seconds: 6 } }
  const execution = await runner.run(handler, timeouts)
  expect(secondsOf(execution)).toBe(10)
  expect(errorTypeOf(execution)).toBe("Callback.Timeout")
})

test("the shorter of the two time-outs comes first", async () => {
  const timeouts = { timeout: { seconds: 30 }, heartbeatTimeout: { seconds: 29 } }
  const execution = await new DurableTestRunner(exactTimes).run(handler, timeouts)
  expect(secondsOf(execution)).toBe(29)
  expect(errorTypeOf(execution)).toBe("Callback.Heartbeat")
})

test("a heartbeat one millisecond before the deadline is in time", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.heartbeatCallback("work", { after: { milliseconds: 9_999 } })
  const execution = await runner.run(handler, { heartbeatTimeout: { seconds: 10 } })
  expect(secondsOf(execution)).toBe(19.999)
})

test("a heartbeat at the very deadline is too late", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.heartbeatCallback("work", { after: { seconds: 10 }, expectRefused: true })
  const execution = await runner.run(handler, { heartbeatTimeout: { seconds: 10 } })
  expect(secondsOf(execution)).toBe(10)
  expect(execution.deliveries).toMatchObject([
    { kind: "heartbeat", refused: { name: "CallbackTimeoutException" } },
  ])
})

test("a success at the very deadline is too late", async () => {
  const runner = new DurableTestRunner()
  runner.completeCallback("work", "done", { after: { seconds: 10 }, expectRefused: true })
  const execution = await runner.run(handler, { timeout: { seconds: 10 } })
  expect(execution.result).toBe("CallbackTimeoutError: Callback timed out")
  expect(execution.deliveries).toMatchObject([
    { kind: "success", refused: { name: "CallbackTimeoutException" } },
  ])
})

test("a heartbeat of a callback without a heartbeat time-out is accepted and does nothing", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.heartbeatCallback("work", { after: { seconds: 1 } })
  const execution = await runner.run(handler, { timeout: { seconds: 10 } })
  expect(secondsOf(execution)).toBe(10)
  expect(execution.deliveries).toMatchObject([{ kind: "heartbeat" }])
  expect(execution.deliveries[0]).not.toHaveProperty("refused")
})

test("a waitForCallback has both time-outs too, from its creation on", async () => {
  const waiting = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("work", async () => {}, {
      timeout: { minutes: 5 },
      heartbeatTimeout: { minutes: 1 },
    }),
  )
  const runner = new DurableTestRunner(exactTimes)
  runner.heartbeatCallback("work", { every: { seconds: 50 }, times: 2 })
  const execution = await runner.run(waiting)
  expect(execution.status).toBe("FAILED")
  expect(secondsOf(execution)).toBe(160)
  expect(execution.error?.ErrorType).toBe("CallbackTimeoutError")
})
