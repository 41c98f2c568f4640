import { expect, test } from "vitest"
import { linesOf } from "../support/lines-of.ts"
import {
  answeredWaitForCallback,
  submitterThatFailsOnce,
  submitterThatFailsTwice,
} from "./runs/wait-for-callback.ts"

test("waitForCallback is a context with a callback and its submitter", async () => {
  const { execution, submitted } = await answeredWaitForCallback()
  expect(submitted).toEqual([execution.operation("approve").callbackId])
  expect(
    linesOf(execution, "ContextStarted", "CallbackStarted", "StepStarted", "ContextSucceeded"),
  ).toEqual([
    '+0s ContextStarted waitForCallback "approve"',
    '+0s CallbackStarted callback #2 in waitForCallback "approve"',
    '+0s StepStarted step #3 in waitForCallback "approve"',
    '+30s ContextSucceeded waitForCallback "approve" -> "yes"',
  ])
})

test("a submitter that fails twice fails the context, and its callback stays open", async () => {
  const { execution, submitted } = await submitterThatFailsTwice()
  expect(submitted).toHaveLength(2)
  expect(new Set(submitted).size).toBe(1)
  expect(execution.operation("approve").children.map(({ status }) => status)).toEqual([
    "STARTED",
    "FAILED",
  ])
  expect(linesOf(execution, "StepFailed", "ContextFailed", "ExecutionFailed")).toEqual([
    '+0s StepFailed step #3 in waitForCallback "approve" (attempt 1, next in 1s) !! Error: approver is down',
    '+1s StepFailed step #3 in waitForCallback "approve" (attempt 2) !! Error: approver is down',
    '+1s ContextFailed waitForCallback "approve" !! StepError: approver is down',
    "+1s ExecutionFailed !! CallbackSubmitterError: approver is down",
  ])
})

test("a submitter that fails once is retried, and the answer waits for it", async () => {
  const execution = await submitterThatFailsOnce()
  expect(linesOf(execution, "StepFailed", "StepSucceeded", "CallbackSucceeded")).toEqual([
    '+0s StepFailed step #3 in waitForCallback "approve" (attempt 1, next in 1s) !! Error: approver is down',
    '+1s StepSucceeded step #3 in waitForCallback "approve" (attempt 2)',
    '+1.02s CallbackSucceeded callback #2 in waitForCallback "approve" -> yes',
  ])
})
