import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { traceOf } from "./render-trace.ts"

test("a wait ends the invocation, and the next one begins when it is over", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.wait("pause", { seconds: 2 })
    return "done"
  })
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s WaitStarted wait "pause" (2s)',
    "+20ms InvocationCompleted",
    '+2s WaitSucceeded wait "pause" (2s)',
    "+2s InvocationCompleted",
    '+2s ExecutionSucceeded -> "done"',
  ])
})

test("the end of a wait is scheduled when it starts, and kept", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.wait("pause", { hours: 1, minutes: 30 }),
  )
  const { history, startTimestamp } = await new DurableTestRunner(exactTimes).run(handler)
  const scheduled = history.find(({ EventType }) => EventType === "WaitStarted")
  const ended = history.find(({ EventType }) => EventType === "WaitSucceeded")
  expect(scheduled?.WaitStartedDetails?.ScheduledEndTimestamp).toEqual(
    new Date(startTimestamp.getTime() + 5_400_000),
  )
  expect(ended?.EventTimestamp).toEqual(scheduled?.WaitStartedDetails?.ScheduledEndTimestamp)
})

test("waits that end at the same instant begin one invocation", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await Promise.all([context.wait("left", { seconds: 5 }), context.wait("right", { seconds: 5 })])
  })
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s WaitStarted wait "left" (5s)',
    '+0s WaitStarted wait "right" (5s)',
    "+20ms InvocationCompleted",
    '+5s WaitSucceeded wait "left" (5s)',
    '+5s WaitSucceeded wait "right" (5s)',
    "+5s InvocationCompleted",
    "+5s ExecutionSucceeded",
  ])
})
