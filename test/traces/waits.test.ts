import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { linesOf } from "../support/lines-of.ts"
import { waitOfTwoSeconds, waitsThatEndTogether } from "./runs/waits.ts"

test("a wait ends the invocation, and the next one begins when it is over", async () => {
  const execution = await waitOfTwoSeconds()
  expect(linesOf(execution, "WaitStarted", "InvocationCompleted", "WaitSucceeded")).toEqual([
    '+0s WaitStarted wait "pause" (2s)',
    "+20ms InvocationCompleted",
    '+2s WaitSucceeded wait "pause" (2s)',
    "+2s InvocationCompleted",
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
  const execution = await waitsThatEndTogether()
  expect(linesOf(execution, "WaitSucceeded", "InvocationCompleted")).toEqual([
    "+20ms InvocationCompleted",
    '+5s WaitSucceeded wait "left" (5s)',
    '+5s WaitSucceeded wait "right" (5s)',
    "+5s InvocationCompleted",
  ])
})
