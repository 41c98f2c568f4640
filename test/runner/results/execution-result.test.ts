import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"

test("a run that succeeded has status, result, payload and times", async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.wait({ hours: 5 })
    return { total: 7 }
  })
  const execution = await new DurableTestRunner({ ...exactTimes, startTime: 0 }).run(handler)
  expect(execution).toMatchObject({
    status: "SUCCEEDED",
    payload: '{"total":7}',
    error: undefined,
    startTimestamp: new Date(0),
    endTimestamp: new Date(18_000_000),
    durationMs: 18_000_000,
  })
  expect(execution.result).toEqual({ total: 7 })
})

test("a run that failed has the error, and no result", async () => {
  const handler = withDurableExecution(async () => {
    throw new RangeError("too much")
  })
  const execution = await new DurableTestRunner().run(handler)
  expect(execution.status).toBe("FAILED")
  expect(execution.error).toMatchObject({ ErrorType: "RangeError", ErrorMessage: "too much" })
  expect(execution.payload).toBeUndefined()
  expect(execution.result).toBeUndefined()
})

test("a handler that returns nothing has no result", async () => {
  const execution = await new DurableTestRunner().run(withDurableExecution(async () => {}))
  expect(execution.status).toBe("SUCCEEDED")
  expect(execution.payload).toBeUndefined()
  expect(execution.result).toBeUndefined()
})

test("an execution that times out has the service's error", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.wait({ hours: 5 })
  })
  const runner = new DurableTestRunner({ executionTimeout: { hours: 1 } })
  const execution = await runner.run(handler)
  expect(execution.status).toBe("TIMED_OUT")
  expect(execution.durationMs).toBe(3_600_000)
  expect(execution.error?.ErrorMessage).toBe("Execution timed out after 3600 seconds.")
  expect(execution.history.map(({ EventType }) => EventType)).toEqual([
    "ExecutionStarted",
    "WaitStarted",
    "InvocationCompleted",
    "ExecutionTimedOut",
  ])
  expect(execution.operations[0]?.status).toBe("STARTED")
})

test("the invocations are numbered, with times, status and the events of their own", async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.step("one", async () => 1)
    await context.wait("pause", { seconds: 10 })
    await context.step(
      "two",
      async () => {
        throw new Error("broken")
      },
      { retryStrategy: () => ({ shouldRetry: false }) },
    )
  })
  const { invocations, startTimestamp } = await new DurableTestRunner(exactTimes).run(handler)
  const start = startTimestamp.getTime()
  const shown = invocations.map(({ number, status, events, ...times }) => ({
    number,
    status,
    from: times.startTimestamp.getTime() - start,
    to: times.endTimestamp!.getTime() - start,
    events: events.map(({ EventType }) => EventType),
    error: times.error?.ErrorMessage,
  }))
  expect(shown).toEqual([
    {
      number: 1,
      status: "PENDING",
      from: 0,
      to: 20,
      events: ["StepStarted", "StepSucceeded", "WaitStarted", "InvocationCompleted"],
      error: undefined,
    },
    {
      number: 2,
      status: "FAILED",
      from: 10_000,
      to: 10_000,
      events: ["StepStarted", "StepFailed", "InvocationCompleted", "ExecutionFailed"],
      error: "broken",
    },
  ])
  expect(new Set(invocations.map(({ requestId }) => requestId)).size).toBe(2)
})

test("an invocation that threw has what was thrown, as it was thrown", async () => {
  const thrown = Object.assign(new Error("lost"), { details: { deep: true } })
  let invoked = 0
  const inner = withDurableExecution(async () => "fine")
  const handler: typeof inner = (event, context) => {
    if (++invoked === 1) throw thrown
    return inner(event, context)
  }
  const { invocations, result } = await new DurableTestRunner().run(handler)
  expect(invocations[0]?.thrown).toBe(thrown)
  expect(invocations[0]).toMatchObject({
    status: "ERROR",
    error: { ErrorType: "Error", ErrorMessage: "lost" },
  })
  expect(invocations[1]?.thrown).toBeUndefined()
  expect(result).toBe("fine")
})

test("the history numbers its events from 1 without gaps, and ends with the execution", async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.map([1, 2, 3], async (child, item) => child.wait({ seconds: item }))
  })
  const { history } = await new DurableTestRunner().run(handler)
  expect(history.map(({ EventId }) => EventId)).toEqual(history.map((_, index) => index + 1))
  expect(history[0]?.EventType).toBe("ExecutionStarted")
  expect(history.at(-1)?.EventType).toBe("ExecutionSucceeded")
  const times = history.map(({ EventTimestamp }) => EventTimestamp!.getTime())
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})
