import { CallbackTimeoutError, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"

const DAY_MS = 86_400_000

test("300 days of waiting and 24 hours for an unanswered callback end as CallbackTimeoutError", async () => {
  const caught: unknown[] = []
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.wait("delivery", { days: 300 })
    const [answer] = await context.createCallback("review", { timeout: { hours: 24 } })
    try {
      return await answer
    } catch (error) {
      caught.push(error)
      throw error
    }
  })
  const execution = await new DurableTestRunner(exactTimes).run(handler)

  expect(caught).toEqual([expect.any(CallbackTimeoutError)])
  expect(execution.status).toBe("FAILED")
  expect(execution.error).toMatchObject({
    ErrorType: "CallbackTimeoutError",
    ErrorMessage: "Callback timed out",
  })
  expect(execution.durationMs).toBe(301 * DAY_MS)
  const [wait, review] = [execution.operation("delivery"), execution.operation("review")]
  expect(wait.endTimestamp).toEqual(new Date(execution.startTimestamp.getTime() + 300 * DAY_MS))
  expect(review.startTimestamp).toEqual(wait.endTimestamp)
  expect(review.endTimestamp).toEqual(new Date(review.startTimestamp.getTime() + DAY_MS))
})

test("Date.now() in the handler agrees with the history at every step", async () => {
  const seen: number[] = []
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const now = async (): Promise<number> => {
      seen.push(Date.now())
      return new Date().getTime()
    }
    await context.step("at the start", now)
    await context.wait("delivery", { days: 300 })
    await context.step("after the wait", now)
    const [answer] = await context.createCallback("review", { timeout: { hours: 24 } })
    await answer.catch(() => {})
    return context.step("after the time-out", now)
  })
  const execution = await new DurableTestRunner(exactTimes).run(handler)

  const steps = execution.operations.filter(({ type }) => type === "STEP")
  expect(steps.map(({ result }) => result)).toEqual(seen)
  expect(steps.map(({ startTimestamp }) => startTimestamp.getTime())).toEqual(seen)
  expect(steps.map(({ endTimestamp }) => endTimestamp?.getTime())).toEqual(seen)
  const start = execution.startTimestamp.getTime()
  expect(seen.map((instant) => (instant - start) / DAY_MS)).toEqual([0, 300, 301])
})

test("time that a step body sleeps is in the history", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("slow", async () => {
      const before = Date.now()
      await new Promise((resolve) => setTimeout(resolve, 90_000))
      return Date.now() - before
    }),
  )
  const execution = await new DurableTestRunner().run(handler)
  expect(execution.result).toBe(90_000)
  const [attempt] = execution.operation("slow").attempts
  expect(attempt?.endTimestamp.getTime()).toBe(attempt!.startTimestamp!.getTime() + 90_000)
})

test("a run begins at the start time that the test gave", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step(async () => new Date().toISOString()),
  )
  for (const startTime of [
    "2030-02-28T23:59:59.500Z",
    new Date("2030-02-28T23:59:59.500Z"),
    Date.parse("2030-02-28T23:59:59.500Z"),
  ]) {
    const execution = await new DurableTestRunner({ startTime }).run(handler)
    expect(execution.result).toBe("2030-02-28T23:59:59.500Z")
    expect(execution.startTimestamp.toISOString()).toBe("2030-02-28T23:59:59.500Z")
  }
})
