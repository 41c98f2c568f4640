import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { traceOf } from "./render-trace.ts"
import { neverRetry, retryEverySecond } from "./strategies.ts"

test("a step is started and succeeds within one invocation", async () => {
  const handler = withDurableExecution((name: string, context) =>
    context.step("greet", async () => `hello, ${name}`),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler, "ada")
  expect(traceOf(execution)).toEqual([
    '+0s ExecutionStarted -> "ada"',
    '+0s StepStarted step "greet"',
    '+0s StepSucceeded step "greet" (attempt 1) -> "hello, ada"',
    "+0s InvocationCompleted",
    '+0s ExecutionSucceeded -> "hello, ada"',
  ])
})

test("a step that fails once succeeds in a second invocation", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step(
      "flaky",
      async ({ attempt }) => {
        if (attempt === 1) throw new Error("not yet")
        return attempt
      },
      { retryStrategy: retryEverySecond(2) },
    ),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s StepStarted step "flaky"',
    '+0s StepFailed step "flaky" (attempt 1, next in 1s) !! Error: not yet',
    "+20ms InvocationCompleted",
    '+1s StepStarted step "flaky"',
    '+1s StepSucceeded step "flaky" (attempt 2) -> 2',
    "+1s InvocationCompleted",
    "+1s ExecutionSucceeded -> 2",
  ])
})

test("a step that exhausts its retries fails the execution", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step(
      "doomed",
      async ({ attempt }) => {
        throw new Error(`failure ${attempt}`)
      },
      { retryStrategy: retryEverySecond(4) },
    ),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s StepStarted step "doomed"',
    '+0s StepFailed step "doomed" (attempt 1, next in 1s) !! Error: failure 1',
    "+20ms InvocationCompleted",
    '+1s StepStarted step "doomed"',
    '+1s StepFailed step "doomed" (attempt 2, next in 1s) !! Error: failure 2',
    "+1.02s InvocationCompleted",
    '+2s StepStarted step "doomed"',
    '+2s StepFailed step "doomed" (attempt 3, next in 1s) !! Error: failure 3',
    "+2.02s InvocationCompleted",
    '+3s StepStarted step "doomed"',
    '+3s StepFailed step "doomed" (attempt 4) !! Error: failure 4',
    "+3s InvocationCompleted !! StepError: failure 4",
    "+3s ExecutionFailed !! StepError: failure 4",
  ])
})

test("waitForCondition records each check as an attempt of one step", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCondition("count", async (count: number) => count + 1, {
      initialState: 0,
      waitStrategy: (count) =>
        count >= 3 ? { shouldContinue: false } : { shouldContinue: true, delay: { seconds: 10 } },
    }),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s StepStarted waitForCondition "count"',
    '+0s StepSucceeded waitForCondition "count" (attempt 1, next in 10s) -> 1',
    "+20ms InvocationCompleted",
    '+10s StepStarted waitForCondition "count"',
    '+10s StepSucceeded waitForCondition "count" (attempt 2, next in 10s) -> 2',
    "+10.02s InvocationCompleted",
    '+20s StepStarted waitForCondition "count"',
    '+20s StepSucceeded waitForCondition "count" (attempt 3) -> 3',
    "+20s InvocationCompleted",
    "+20s ExecutionSucceeded -> 3",
  ])
})

test("a handler that fails before any operation fails the execution, without a retry", async () => {
  const handler = withDurableExecution(async () => {
    throw new TypeError("no order")
  })
  const execution = await new DurableTestRunner().run(handler, {})
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted -> {}",
    "+0s InvocationCompleted !! TypeError: no order",
    "+0s ExecutionFailed !! TypeError: no order",
  ])
})

test("a step that may not be retried fails at its first failure", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step(
      "once",
      async () => {
        throw new Error("broken")
      },
      { retryStrategy: neverRetry },
    ),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s StepStarted step "once"',
    '+0s StepFailed step "once" (attempt 1) !! Error: broken',
    "+0s InvocationCompleted !! StepError: broken",
    "+0s ExecutionFailed !! StepError: broken",
  ])
})
