import { expect, test } from "vitest"
import { linesOf } from "../support/lines-of.ts"
import {
  invokeOfADurableFunction,
  invokeOfAPlainFunction,
  invokeOfNoFunction,
} from "./runs/invokes.ts"

// The caller has suspended before its target begins, as in the recorded histories.

test("a chained invoke of a durable function is an execution of its own", async () => {
  const execution = await invokeOfADurableFunction()
  expect(linesOf(execution, "ChainedInvokeStarted", "ChainedInvokeSucceeded")).toEqual([
    '+0s ChainedInvokeStarted chainedInvoke "charge" (payments:$LATEST, version $LATEST, an execution) -> {"total":5}',
    '+10.02s ChainedInvokeSucceeded chainedInvoke "charge" -> {"paid":true}',
  ])
  const { childExecution } = execution.operation("charge")
  expect(childExecution && linesOf(childExecution, "WaitStarted", "WaitSucceeded")).toEqual([
    '+20ms WaitStarted wait "settle" (10s)',
    '+10.02s WaitSucceeded wait "settle" (10s)',
  ])
})

test("a chained invoke of a plain function is one invocation of it", async () => {
  const execution = await invokeOfAPlainFunction()
  expect(linesOf(execution, "ChainedInvokeStarted", "ChainedInvokeSucceeded")).toEqual([
    '+0s ChainedInvokeStarted chainedInvoke "charge" (payments, version $LATEST) -> {"total":5}',
    '+3.02s ChainedInvokeSucceeded chainedInvoke "charge" -> {"paid":5}',
  ])
})

test("a chained invoke of a function that does not exist fails at once", async () => {
  const execution = await invokeOfNoFunction()
  const problem =
    "Function not found: arn:aws:lambda:us-east-1:123456789012:function:payments:$LATEST"
  expect(linesOf(execution, "ChainedInvokeFailed", "ExecutionFailed")).toEqual([
    `+0s ChainedInvokeFailed chainedInvoke "charge" !! ResourceNotFoundException: ${problem}`,
    `+0s ExecutionFailed !! InvokeError: ${problem}`,
  ])
})
