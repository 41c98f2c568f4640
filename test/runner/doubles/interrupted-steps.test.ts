import {
  type DurableContext,
  StepInterruptedError,
  StepSemantics,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { expect, test } from "vitest"

/** A step whose side effects a test can count, under either semantics. */
function countingHandler(semantics: StepSemantics, shouldRetry: boolean) {
  const counted = { bodies: 0, retriedFor: [] as string[] }
  const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.step("charge", async () => ++counted.bodies, {
      semantics,
      retryStrategy: (error) => {
        counted.retriedFor.push(error.name)
        return { shouldRetry, delay: { seconds: 5 } }
      },
    }),
  )
  return { handler, counted }
}

function invocationErrors({ invocations }: Execution): unknown[] {
  return invocations.map(({ error }) => error?.ErrorType)
}

test("at least once: the next invocation runs the same attempt again", async () => {
  const { handler, counted } = countingHandler(StepSemantics.AtLeastOncePerRetry, false)
  const runner = new DurableTestRunner()
  const { calls } = runner.interruptStep("charge")
  const execution = await runner.run(handler)
  expect(execution.result).toBe(1)
  expect(counted).toEqual({ bodies: 1, retriedFor: [] })
  expect(invocationErrors(execution)).toEqual(["Runtime.ExitError", undefined])
  expect(execution.operation("charge").attempts).toMatchObject([{ status: "SUCCEEDED" }])
  expect(calls).toHaveLength(1)
  expect(calls[0]).not.toHaveProperty("outcome")
})

test("at least once, interrupted after the body: the side effect happens twice", async () => {
  const { handler, counted } = countingHandler(StepSemantics.AtLeastOncePerRetry, false)
  const runner = new DurableTestRunner()
  runner.interruptStep("charge", { when: "after" })
  const execution = await runner.run(handler)
  expect(execution.result).toBe(2)
  expect(counted.bodies).toBe(2)
})

test("at most once: the attempt counts as failed by a StepInterruptedError", async () => {
  const { handler, counted } = countingHandler(StepSemantics.AtMostOncePerRetry, false)
  const runner = new DurableTestRunner()
  runner.interruptStep("charge")
  const execution = await runner.run(handler)
  expect(execution.status).toBe("FAILED")
  expect(counted).toEqual({ bodies: 0, retriedFor: [StepInterruptedError.name] })
  expect(execution.operation("charge").attempts).toMatchObject([
    { attempt: 1, status: "FAILED", error: { ErrorType: "StepInterruptedError" } },
  ])
})

test("at most once, interrupted after the body: the side effect happens once and is lost", async () => {
  const { handler, counted } = countingHandler(StepSemantics.AtMostOncePerRetry, false)
  const runner = new DurableTestRunner()
  runner.interruptStep("charge", { when: "after" })
  const execution = await runner.run(handler)
  expect(execution.status).toBe("FAILED")
  expect(counted.bodies).toBe(1)
})

test("at most once with a retry: the second attempt may succeed", async () => {
  const { handler, counted } = countingHandler(StepSemantics.AtMostOncePerRetry, true)
  const runner = new DurableTestRunner()
  runner.interruptStep("charge")
  const execution = await runner.run(handler)
  expect(execution.result).toBe(1)
  expect(counted).toEqual({ bodies: 1, retriedFor: ["StepInterruptedError"] })
  expect(execution.operation("charge").attempts.map(({ status }) => status)).toEqual([
    "FAILED",
    "SUCCEEDED",
  ])
})

test.each([0, 50])(
  "a later attempt is interrupted, with %i ms of latency",
  async (milliseconds) => {
    const { handler } = countingHandler(StepSemantics.AtMostOncePerRetry, true)
    const runner = new DurableTestRunner({ checkpointLatency: { milliseconds } })
    runner.failStep("charge", "offline", { attempts: [1] })
    runner.interruptStep("charge", { attempt: 2 })
    const { attempts } = (await runner.run(handler)).operation("charge")
    expect(attempts.map(({ error }) => error?.ErrorType)).toEqual([
      "Error",
      "StepInterruptedError",
      undefined,
    ])
  },
)

test("the step of a name to interrupt may be a later one, in a parallel branch", async () => {
  const bodies: number[] = []
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const results = await context.map("items", [1, 2, 3], (child, item) =>
      child.step("charge", async () => {
        bodies.push(item)
        return item
      }),
    )
    return results.getResults()
  })
  const runner = new DurableTestRunner()
  runner.interruptStep("charge", { occurrence: 2, when: "after" })
  const execution = await runner.run(handler)
  expect(execution.result).toEqual([1, 2, 3])
  expect(bodies.filter((item) => item === 2)).toHaveLength(2)
  expect(invocationErrors(execution)).toEqual(["Runtime.ExitError", undefined])
})

test.each([0, 50, 3_000])(
  "the start is persisted before the invocation dies, with %i ms of latency",
  async (milliseconds) => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await Promise.all([
        context.step("other", async () => "other"),
        context.step("charge", async () => "charged"),
      ])
    })
    const runner = new DurableTestRunner({ checkpointLatency: { milliseconds } })
    runner.interruptStep("charge")
    const execution = await runner.run(handler)
    const [first] = execution.invocations
    const started = first?.events.filter(({ EventType }) => EventType === "StepStarted")
    expect(started?.map(({ Name }) => Name)).toContain("charge")
    expect(execution.status).toBe("SUCCEEDED")
  },
)
