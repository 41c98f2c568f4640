import { expect, test } from "vitest"
import { linesOf } from "../support/lines-of.ts"
import {
  callbackDuringAWait,
  callbacksInReverse,
  completedCallback,
  failedCallback,
  timedOutCallback,
  twoCallbacks,
} from "./runs/callbacks.ts"

test("a callback ends the invocation, and its completion begins the next", async () => {
  const execution = await completedCallback()
  expect(linesOf(execution, "InvocationCompleted", "CallbackSucceeded")).toEqual([
    "+20ms InvocationCompleted",
    '+30s CallbackSucceeded callback "approve" -> yes',
    "+30s InvocationCompleted",
  ])
})

test("a callback that nobody answers runs into its time-out", async () => {
  const execution = await timedOutCallback()
  expect(linesOf(execution, "CallbackTimedOut", "ExecutionFailed")).toEqual([
    '+5s CallbackTimedOut callback "approve" !! Callback.Timeout',
    "+5s ExecutionFailed !! CallbackTimeoutError: Callback timed out",
  ])
})

test("a callback that fails fails whoever awaits it", async () => {
  const { execution, refusal } = await failedCallback()
  expect(linesOf(execution, "CallbackFailed", "ExecutionFailed")).toEqual([
    '+1s CallbackFailed callback "approve" !! Rejected: too expensive',
    "+1s ExecutionFailed !! CallbackExternalError: too expensive",
  ])
  expect(execution.operation("approve").error).toEqual(refusal)
})

test("a callback that is done during a wait begins an invocation of its own", async () => {
  const execution = await callbackDuringAWait()
  expect(linesOf(execution, "CallbackSucceeded", "WaitSucceeded", "InvocationCompleted")).toEqual([
    "+20ms InvocationCompleted",
    '+2s CallbackSucceeded callback "approve" -> yes',
    "+2.02s InvocationCompleted",
    '+5s WaitSucceeded wait "pause" (5s)',
    "+5s InvocationCompleted",
  ])
})

test("each of two callbacks begins an invocation", async () => {
  const execution = await twoCallbacks()
  expect(linesOf(execution, "CallbackSucceeded", "InvocationCompleted")).toEqual([
    "+20ms InvocationCompleted",
    '+1s CallbackSucceeded callback "A" -> 1',
    "+1.02s InvocationCompleted",
    '+2s CallbackSucceeded callback "B" -> 2',
    "+2s InvocationCompleted",
  ])
})

test("callbacks may be answered in another order than they are awaited in", async () => {
  const execution = await callbacksInReverse()
  expect(linesOf(execution, "CallbackSucceeded", "ExecutionSucceeded")).toEqual([
    '+1s CallbackSucceeded callback "B" -> 2',
    '+2s CallbackSucceeded callback "A" -> 1',
    '+2s ExecutionSucceeded -> ["1","2"]',
  ])
})
