import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { linesOf } from "../support/lines-of.ts"
import { crashInAChild, crashWithoutRetry, crashWithRetry, FragileBody } from "./runs/crashes.ts"

test("a crash in a step that runs at most once, and may not be retried, fails the step", async () => {
  const { execution, begun } = await crashWithoutRetry()
  expect(begun).toBe(1)
  expect(execution.status).toBe("FAILED")
  expect(linesOf(execution, "StepFailed", "ExecutionFailed")).toEqual([
    '+100ms StepFailed step "fragile" (attempt 1) !! StepInterruptedError: The step execution process was initiated but failed to reach completion due to an interruption.',
    "+100ms ExecutionFailed !! StepError: The step execution process was initiated but failed to reach completion due to an interruption.",
  ])
})

test("a crash in a step that runs at most once, and may be retried, counts as an attempt", async () => {
  const { execution, begun } = await crashWithRetry()
  expect(begun).toBe(2)
  expect(linesOf(execution, "StepFailed", "StepSucceeded")).toEqual([
    '+100ms StepFailed step "fragile" (attempt 1, next in 1s) !! StepInterruptedError: The step execution process was initiated but failed to reach completion due to an interruption.',
    '+1.2s StepSucceeded step "fragile" (attempt 2) -> "survived"',
  ])
})

test("a crash in a step that runs at least once repeats the step, without a second start", async () => {
  const { execution, begun } = await crashInAChild()
  expect(begun).toBe(2)
  expect(linesOf(execution, "StepStarted", "StepSucceeded")).toEqual([
    '+0s StepStarted step "fragile" in runInChildContext "outer"',
    '+200ms StepSucceeded step "fragile" in runInChildContext "outer" (attempt 1) -> "survived"',
  ])
})

test("the invocation that crashed is there with its error, the ones after it with theirs", async () => {
  const body = new FragileBody()
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("fragile", body.run),
  )
  const { invocations } = await new DurableTestRunner().run(handler)
  expect(invocations.map(({ number, status }) => `${number} ${status}`)).toEqual([
    "1 ERROR",
    "2 SUCCEEDED",
  ])
  expect(invocations[0]?.error?.ErrorType).toBe("Runtime.ExitError")
  expect(invocations[1]?.error).toBeUndefined()
})
