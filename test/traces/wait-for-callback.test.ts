import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { traceOf } from "./render-trace.ts"
import { retryEverySecond } from "./strategies.ts"

test("waitForCallback is a context with a callback and its submitter", async () => {
  const submitted: string[] = []
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async (callbackId) => {
      submitted.push(callbackId)
    }),
  )
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes", { after: { seconds: 30 } })
  const execution = await runner.run(handler)
  expect(submitted).toEqual([execution.operation("approve").callbackId])
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s ContextStarted waitForCallback "approve"',
    '+0s CallbackStarted callback #2 in waitForCallback "approve"',
    '+0s StepStarted step #3 in waitForCallback "approve"',
    '+0s StepSucceeded step #3 in waitForCallback "approve" (attempt 1)',
    "+20ms InvocationCompleted",
    '+30s CallbackSucceeded callback #2 in waitForCallback "approve" -> yes',
    '+30s ContextSucceeded waitForCallback "approve" -> "yes"',
    "+30s InvocationCompleted",
    '+30s ExecutionSucceeded -> "yes"',
  ])
})

test("a submitter that fails twice fails the context, and its callback stays open", async () => {
  const submitted: string[] = []
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback(
      "approve",
      async (callbackId) => {
        submitted.push(callbackId)
        throw new Error("approver is down")
      },
      { retryStrategy: retryEverySecond(2) },
    ),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(submitted).toHaveLength(2)
  expect(new Set(submitted).size).toBe(1)
  expect(execution.operation("approve").children.map(({ status }) => status)).toEqual([
    "STARTED",
    "FAILED",
  ])
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s ContextStarted waitForCallback "approve"',
    '+0s CallbackStarted callback #2 in waitForCallback "approve"',
    '+0s StepStarted step #3 in waitForCallback "approve"',
    '+0s StepFailed step #3 in waitForCallback "approve" (attempt 1, next in 1s) !! Error: approver is down',
    "+20ms InvocationCompleted",
    '+1s StepStarted step #3 in waitForCallback "approve"',
    '+1s StepFailed step #3 in waitForCallback "approve" (attempt 2) !! Error: approver is down',
    '+1s ContextFailed waitForCallback "approve" !! StepError: approver is down',
    "+1s InvocationCompleted !! CallbackSubmitterError: approver is down",
    "+1s ExecutionFailed !! CallbackSubmitterError: approver is down",
  ])
})

test("a submitter that fails once is retried, and the answer waits for it", async () => {
  let attempts = 0
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback(
      "approve",
      async () => {
        if (++attempts === 1) throw new Error("approver is down")
      },
      { retryStrategy: retryEverySecond(2) },
    ),
  )
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes")
  const execution = await runner.run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s ContextStarted waitForCallback "approve"',
    '+0s CallbackStarted callback #2 in waitForCallback "approve"',
    '+0s StepStarted step #3 in waitForCallback "approve"',
    '+0s StepFailed step #3 in waitForCallback "approve" (attempt 1, next in 1s) !! Error: approver is down',
    "+20ms InvocationCompleted",
    '+1s StepStarted step #3 in waitForCallback "approve"',
    '+1s StepSucceeded step #3 in waitForCallback "approve" (attempt 2)',
    "+1.02s InvocationCompleted",
    '+1.02s CallbackSucceeded callback #2 in waitForCallback "approve" -> yes',
    '+1.02s ContextSucceeded waitForCallback "approve" -> "yes"',
    "+1.02s InvocationCompleted",
    '+1.02s ExecutionSucceeded -> "yes"',
  ])
})
