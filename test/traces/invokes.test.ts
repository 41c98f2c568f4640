import { type DurableLambdaHandler, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { traceOf } from "./render-trace.ts"

const invoking = (functionId: string): DurableLambdaHandler =>
  withDurableExecution((order: object, context) => context.invoke("charge", functionId, order))

// The caller has suspended before its target begins, as in the recorded histories.

test("a chained invoke of a durable function is an execution of its own", async () => {
  const payments = withDurableExecution(async (_order: unknown, context) => {
    await context.wait("settle", { seconds: 10 })
    return { paid: true }
  })
  const runner = new DurableTestRunner(exactTimes).registerFunction("payments", payments)
  const execution = await runner.run(invoking("payments:$LATEST"), { total: 5 })
  expect(traceOf(execution)).toEqual([
    '+0s ExecutionStarted -> {"total":5}',
    '+0s ChainedInvokeStarted chainedInvoke "charge" (payments:$LATEST, version $LATEST, an execution) -> {"total":5}',
    "+20ms InvocationCompleted",
    '+10.02s ChainedInvokeSucceeded chainedInvoke "charge" -> {"paid":true}',
    "+10.02s InvocationCompleted",
    '+10.02s ExecutionSucceeded -> {"paid":true}',
  ])
  const { childExecution } = execution.operation("charge")
  expect(childExecution && traceOf(childExecution)).toEqual([
    '+0s ExecutionStarted -> {"total":5}',
    '+20ms WaitStarted wait "settle" (10s)',
    "+40ms InvocationCompleted",
    '+10.02s WaitSucceeded wait "settle" (10s)',
    "+10.02s InvocationCompleted",
    '+10.02s ExecutionSucceeded -> {"paid":true}',
  ])
})

test("a chained invoke of a plain function is one invocation of it", async () => {
  const payments = async (order: { total: number }): Promise<object> => {
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    return { paid: order.total }
  }
  const runner = new DurableTestRunner(exactTimes).registerFunction("payments", payments, {
    durable: false,
  })
  const execution = await runner.run(invoking("payments"), { total: 5 })
  expect(traceOf(execution)).toEqual([
    '+0s ExecutionStarted -> {"total":5}',
    '+0s ChainedInvokeStarted chainedInvoke "charge" (payments, version $LATEST) -> {"total":5}',
    "+20ms InvocationCompleted",
    '+3.02s ChainedInvokeSucceeded chainedInvoke "charge" -> {"paid":5}',
    "+3.02s InvocationCompleted",
    '+3.02s ExecutionSucceeded -> {"paid":5}',
  ])
})

test("a chained invoke of a function that does not exist fails at once", async () => {
  const execution = await new DurableTestRunner(exactTimes).run(invoking("payments"), { total: 5 })
  const problem =
    "Function not found: arn:aws:lambda:us-east-1:123456789012:function:payments:$LATEST"
  expect(traceOf(execution)).toEqual([
    '+0s ExecutionStarted -> {"total":5}',
    '+0s ChainedInvokeStarted chainedInvoke "charge" (payments)',
    `+0s ChainedInvokeFailed chainedInvoke "charge" !! ResourceNotFoundException: ${problem}`,
    `+0s InvocationCompleted !! InvokeError: ${problem}`,
    `+0s ExecutionFailed !! InvokeError: ${problem}`,
  ])
})
