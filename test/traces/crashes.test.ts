import { StepSemantics, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { setTimeout as sleep } from "node:timers/promises"
import { DurableTestRunner } from "durable-test-runner"
import { beforeEach, expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { traceOf } from "./render-trace.ts"
import { neverRetry, retryEverySecond } from "./strategies.ts"

/** How often the body of the step has begun. */
let begun = 0

beforeEach(() => {
  begun = 0
})

/** The first time, the process ends while the step runs; its start is with the service by then. */
async function crashOnce(): Promise<string> {
  begun++
  await sleep(100)
  if (begun === 1) process.exit(1)
  return "survived"
}

const exitError =
  "!! Runtime.ExitError: RequestId: <id> Error: Runtime exited with error: exit status 1"

test("a crash in a step that runs at most once, and may not be retried, fails the step", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("fragile", crashOnce, {
      semantics: StepSemantics.AtMostOncePerRetry,
      retryStrategy: neverRetry,
    }),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(begun).toBe(1)
  expect(execution.status).toBe("FAILED")
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s StepStarted step "fragile"',
    `+100ms InvocationCompleted ${exitError}`,
    '+100ms StepFailed step "fragile" (attempt 1) !! StepInterruptedError: The step execution process was initiated but failed to reach completion due to an interruption.',
    "+100ms InvocationCompleted !! StepError: The step execution process was initiated but failed to reach completion due to an interruption.",
    "+100ms ExecutionFailed !! StepError: The step execution process was initiated but failed to reach completion due to an interruption.",
  ])
})

test("a crash in a step that runs at most once, and may be retried, counts as an attempt", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("fragile", crashOnce, {
      semantics: StepSemantics.AtMostOncePerRetry,
      retryStrategy: retryEverySecond(2),
    }),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(begun).toBe(2)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s StepStarted step "fragile"',
    `+100ms InvocationCompleted ${exitError}`,
    '+100ms StepFailed step "fragile" (attempt 1, next in 1s) !! StepInterruptedError: The step execution process was initiated but failed to reach completion due to an interruption.',
    "+120ms InvocationCompleted",
    '+1.1s StepStarted step "fragile"',
    '+1.2s StepSucceeded step "fragile" (attempt 2) -> "survived"',
    "+1.2s InvocationCompleted",
    '+1.2s ExecutionSucceeded -> "survived"',
  ])
})

test("a crash in a step that runs at least once repeats the step, without a second start", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.runInChildContext("outer", (child) => child.step("fragile", crashOnce)),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(begun).toBe(2)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s ContextStarted runInChildContext "outer"',
    '+0s StepStarted step "fragile" in runInChildContext "outer"',
    `+100ms InvocationCompleted ${exitError}`,
    '+200ms StepSucceeded step "fragile" in runInChildContext "outer" (attempt 1) -> "survived"',
    '+200ms ContextSucceeded runInChildContext "outer" -> "survived"',
    "+200ms InvocationCompleted",
    '+200ms ExecutionSucceeded -> "survived"',
  ])
})

test("the invocation that crashed is there with its error, the ones after it with theirs", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("fragile", crashOnce),
  )
  const { invocations } = await new DurableTestRunner().run(handler)
  expect(invocations.map(({ number, status }) => `${number} ${status}`)).toEqual([
    "1 ERROR",
    "2 SUCCEEDED",
  ])
  expect(invocations[0]?.error?.ErrorType).toBe("Runtime.ExitError")
  expect(invocations[1]?.error).toBeUndefined()
})
