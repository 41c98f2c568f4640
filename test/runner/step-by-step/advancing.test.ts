import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type StartedExecution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { messageOf, nameOf } from "../error-text.ts"
import { exactTimes } from "../../support/exact-times.ts"

const hour = 3_600_000

/** The events since the last look, with the virtual milliseconds of each. */
function watch(execution: StartedExecution): () => string[] {
  let seen = 0
  return () => {
    const { history, startTimestamp } = execution.snapshot()
    const news = history.slice(seen)
    seen = history.length
    return news.map(({ EventType, EventTimestamp }) => {
      const at = (EventTimestamp?.getTime() ?? 0) - startTimestamp.getTime()
      return `${at} ${EventType}`
    })
  }
}

test("exactly what is due happens, in order, and the clock stands where it was told to", async () => {
  const all = withDurableExecution((_event: unknown, context: DurableContext) =>
    Promise.all([
      context.wait("short", { hours: 1 }),
      context.step(
        "flaky",
        async ({ attempt }) => {
          if (attempt < 3) throw new Error("offline")
        },
        { retryStrategy: () => ({ shouldRetry: true, delay: { hours: 2 } }) },
      ),
      context
        .createCallback("dead", { timeout: { hours: 3 } })
        .then(([answer]) => answer.catch(nameOf)),
      context
        .createCallback("quiet", { timeout: { days: 9 }, heartbeatTimeout: { minutes: 90 } })
        .then(([answer]) => answer.catch(messageOf)),
    ]),
  )
  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(all)
  const news = watch(execution)
  await execution.untilSuspended()
  const begun = execution.snapshot().durationMs
  news()

  await runner.advance({ milliseconds: hour - begun - 1 })
  expect(news()).toEqual([])
  expect(execution.snapshot().durationMs).toBe(hour - 1)
  await runner.advance({ milliseconds: 1 })
  expect(news()).toEqual([`${hour} WaitSucceeded`])

  await runner.advance({ minutes: 45 })
  expect(news()).toMatchInlineSnapshot(`
    [
      "3600020 InvocationCompleted",
      "5400000 CallbackTimedOut",
      "5400020 InvocationCompleted",
    ]
  `)
  await runner.advance({ hours: 2 })
  expect(news()).toMatchInlineSnapshot(`
    [
      "7200000 StepStarted",
      "7200000 StepFailed",
      "7200020 InvocationCompleted",
      "10800000 CallbackTimedOut",
      "10800020 InvocationCompleted",
    ]
  `)
  expect(execution.snapshot().durationMs).toBe(3.75 * hour)
  await runner.advance({ minutes: 15, milliseconds: 20 })
  expect(news()).toMatchInlineSnapshot(`
    [
      "14400000 StepStarted",
      "14400000 StepSucceeded",
      "14400000 InvocationCompleted",
      "14400000 ExecutionSucceeded",
    ]
  `)
  expect(execution.status).toBe("SUCCEEDED")
})

test("what becomes due on the way leads to further things on the way", async () => {
  const chain = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    for (let index = 0; index < 10; index++) await context.wait(`wait ${index}`, { hours: 1 })
  })
  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(chain)
  await runner.advance({ hours: 4, minutes: 30 })
  const waits = execution.snapshot().operations
  expect(waits.map(({ status }) => status)).toEqual([...Array(4).fill("SUCCEEDED"), "STARTED"])
  expect(execution.snapshot().durationMs).toBe(4.5 * hour)
})

test("advancing in pieces of any size gives the history of a run in one piece", async () => {
  const polling = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const state = await context.waitForCondition("poll", async (count: number) => count + 1, {
      initialState: 0,
      waitStrategy: (count) =>
        count < 5 ? { shouldContinue: true, delay: { seconds: 7 } } : { shouldContinue: false },
    })
    await context.wait({ seconds: 13 })
    return state
  })
  const whole = await new DurableTestRunner(exactTimes).run(polling)
  for (const milliseconds of [1, 20, 999, 7_000, 50_000].slice(1)) {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(polling)
    while (execution.status === "RUNNING") await runner.advance({ milliseconds })
    expect(JSON.stringify(execution.snapshot().history)).toBe(JSON.stringify(whole.history))
  }
})

test("a heartbeat between two advances moves the heartbeat's deadline only", async () => {
  const alive = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.waitForCallback("work", async () => {}, {
      timeout: { hours: 2 },
      heartbeatTimeout: { minutes: 30 },
    }),
  )
  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(alive)
  const callback = await execution.untilCallback("work")
  for (let beat = 0; beat < 4; beat++) {
    await runner.advance({ minutes: 29 })
    await callback.heartbeat()
  }
  expect(callback.isPending).toBe(true)
  await runner.advance({ minutes: 4 })
  expect(callback.isPending).toBe(false)
  expect((await execution.result()).durationMs).toBe(2 * hour)
})

test("everything that is due at the last instant happens, whatever a chooser puts first", async () => {
  const twice = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.wait({ hours: 1 })
    await context.step("after", async () => "done")
  })
  const newestFirst = { choose: (enabled: readonly unknown[]) => enabled.length - 1 }
  const runner = new DurableTestRunner({ ...exactTimes, chooser: newestFirst })
  const execution = runner.start(twice)
  await runner.advance({ hours: 1 })
  expect(execution.status).toBe("SUCCEEDED")
  expect(execution.snapshot().durationMs).toBe(hour)
})

test("no time at all lets happen what is due now", async () => {
  const execution = withDurableExecution(async () => "done")
  const runner = new DurableTestRunner(exactTimes)
  const started = runner.start(execution)
  await runner.advance({})
  expect(started.status).toBe("SUCCEEDED")
  expect(started.snapshot().durationMs).toBe(0)
})

test("a year passes in no time, and an execution ends at the service's own limit", async () => {
  const waiting = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.waitForCallback("never", async () => {}),
  )
  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(waiting)
  await runner.advance({ days: 365 })
  expect(execution.status).toBe("RUNNING")
  await runner.advance({ days: 2 })
  expect(execution.status).toBe("TIMED_OUT")
})

describe("runUntilIdle", () => {
  test("runs to the suspension, with the time that steps take, and no further", async () => {
    const working = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.step("work", async () => new Promise((resolve) => setTimeout(resolve, 9_000)))
      await context.wait({ days: 1 })
    })
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(working)
    await runner.runUntilIdle()
    expect(execution.snapshot().durationMs).toBe(9_020)
    await runner.runUntilIdle()
    expect(execution.snapshot().durationMs).toBe(9_020)
    expect((await execution.result()).status).toBe("SUCCEEDED")
  })

  test("lets all started executions suspend, and those that they have started", async () => {
    const child = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback("inner", async () => {}),
    )
    const parent = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.invoke("child:$LATEST", {}),
    )
    const runner = new DurableTestRunner(exactTimes).registerFunction("child", child)
    const executions = [runner.start(parent), runner.start(parent), runner.start(child)]
    await runner.runUntilIdle()
    expect(executions.map(({ pendingCallbacks }) => pendingCallbacks.length)).toEqual([1, 1, 1])
  })
})
