import { expect, test } from "vitest"
import { linesOf } from "../support/lines-of.ts"
import {
  conditionOfThreeChecks,
  greetingStep,
  handlerThatFailsAtOnce,
  stepThatExhaustsItsRetries,
  stepThatFailsOnce,
  stepWithoutRetry,
} from "./runs/steps.ts"

test("a step is started and succeeds within one invocation", async () => {
  const execution = await greetingStep()
  expect(linesOf(execution, "StepStarted", "StepSucceeded")).toEqual([
    '+0s StepStarted step "greet"',
    '+0s StepSucceeded step "greet" (attempt 1) -> "hello, ada"',
  ])
})

test("a step that fails once succeeds in a second invocation", async () => {
  const execution = await stepThatFailsOnce()
  expect(linesOf(execution, "StepFailed", "StepSucceeded")).toEqual([
    '+0s StepFailed step "flaky" (attempt 1, next in 1s) !! Error: not yet',
    '+1s StepSucceeded step "flaky" (attempt 2) -> 2',
  ])
})

test("a step that exhausts its retries fails the execution", async () => {
  const execution = await stepThatExhaustsItsRetries()
  expect(linesOf(execution, "StepFailed", "ExecutionFailed")).toEqual([
    '+0s StepFailed step "doomed" (attempt 1, next in 1s) !! Error: failure 1',
    '+1s StepFailed step "doomed" (attempt 2, next in 1s) !! Error: failure 2',
    '+2s StepFailed step "doomed" (attempt 3, next in 1s) !! Error: failure 3',
    '+3s StepFailed step "doomed" (attempt 4) !! Error: failure 4',
    "+3s ExecutionFailed !! StepError: failure 4",
  ])
})

test("waitForCondition records each check as an attempt of one step", async () => {
  const execution = await conditionOfThreeChecks()
  expect(linesOf(execution, "StepSucceeded", "ExecutionSucceeded")).toEqual([
    '+0s StepSucceeded waitForCondition "count" (attempt 1, next in 10s) -> 1',
    '+10s StepSucceeded waitForCondition "count" (attempt 2, next in 10s) -> 2',
    '+20s StepSucceeded waitForCondition "count" (attempt 3) -> 3',
    "+20s ExecutionSucceeded -> 3",
  ])
})

test("a handler that fails before any operation fails the execution, without a retry", async () => {
  const execution = await handlerThatFailsAtOnce()
  expect(linesOf(execution, "InvocationCompleted", "ExecutionFailed")).toEqual([
    "+0s InvocationCompleted !! TypeError: no order",
    "+0s ExecutionFailed !! TypeError: no order",
  ])
})

test("a step that may not be retried fails at its first failure", async () => {
  const execution = await stepWithoutRetry()
  expect(linesOf(execution, "StepFailed", "ExecutionFailed")).toEqual([
    '+0s StepFailed step "once" (attempt 1) !! Error: broken',
    "+0s ExecutionFailed !! StepError: broken",
  ])
})
