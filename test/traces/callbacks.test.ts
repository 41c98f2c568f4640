import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { traceOf } from "./render-trace.ts"

test("a callback ends the invocation, and its completion begins the next", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes", { after: { seconds: 30 } })
  const execution = await runner.run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s CallbackStarted callback "approve"',
    "+20ms InvocationCompleted",
    '+30s CallbackSucceeded callback "approve" -> yes',
    "+30s InvocationCompleted",
    '+30s ExecutionSucceeded -> "yes"',
  ])
})

test("a callback that nobody answers runs into its time-out", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve", { timeout: { seconds: 5 } })
    return answer
  })
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s CallbackStarted callback "approve" (time-out 5s)',
    "+20ms InvocationCompleted",
    '+5s CallbackTimedOut callback "approve" !! Callback.Timeout',
    "+5s InvocationCompleted !! CallbackTimeoutError: Callback timed out",
    "+5s ExecutionFailed !! CallbackTimeoutError: Callback timed out",
  ])
})

test("a callback that fails fails whoever awaits it", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const runner = new DurableTestRunner(exactTimes)
  const refusal = { ErrorType: "Rejected", ErrorMessage: "too expensive", ErrorData: "42" }
  runner.failCallback("approve", refusal, { after: { seconds: 1 } })
  const execution = await runner.run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s CallbackStarted callback "approve"',
    "+20ms InvocationCompleted",
    '+1s CallbackFailed callback "approve" !! Rejected: too expensive',
    "+1s InvocationCompleted !! CallbackExternalError: too expensive",
    "+1s ExecutionFailed !! CallbackExternalError: too expensive",
  ])
  expect(execution.operation("approve").error).toEqual(refusal)
})

test("a callback that is done during a wait begins an invocation of its own", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    await context.wait("pause", { seconds: 5 })
    return answer
  })
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes", { after: { seconds: 2 } })
  const execution = await runner.run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s CallbackStarted callback "approve"',
    '+0s WaitStarted wait "pause" (5s)',
    "+20ms InvocationCompleted",
    '+2s CallbackSucceeded callback "approve" -> yes',
    "+2.02s InvocationCompleted",
    '+5s WaitSucceeded wait "pause" (5s)',
    "+5s InvocationCompleted",
    '+5s ExecutionSucceeded -> "yes"',
  ])
})

test("each of two callbacks begins an invocation", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [first] = await context.createCallback("A")
    const [second] = await context.createCallback("B")
    return Promise.all([first, second])
  })
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("A", "1", { after: { seconds: 1 } })
  runner.completeCallback("B", "2", { after: { seconds: 2 } })
  const execution = await runner.run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s CallbackStarted callback "A"',
    '+0s CallbackStarted callback "B"',
    "+20ms InvocationCompleted",
    '+1s CallbackSucceeded callback "A" -> 1',
    "+1.02s InvocationCompleted",
    '+2s CallbackSucceeded callback "B" -> 2',
    "+2s InvocationCompleted",
    '+2s ExecutionSucceeded -> ["1","2"]',
  ])
})

test("callbacks may be answered in another order than they are awaited in", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [first] = await context.createCallback("A")
    const [second] = await context.createCallback("B")
    return [await first, await second]
  })
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("A", "1", { after: { seconds: 2 } })
  runner.completeCallback("B", "2", { after: { seconds: 1 } })
  const execution = await runner.run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s CallbackStarted callback "A"',
    '+0s CallbackStarted callback "B"',
    "+20ms InvocationCompleted",
    '+1s CallbackSucceeded callback "B" -> 2',
    "+1.02s InvocationCompleted",
    '+2s CallbackSucceeded callback "A" -> 1',
    "+2s InvocationCompleted",
    '+2s ExecutionSucceeded -> ["1","2"]',
  ])
})
