import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"

const everySecondTwice = {
  retryStrategy: (_error: Error, attempt: number) => ({
    shouldRetry: attempt < 3,
    delay: { seconds: 1 },
  }),
}

test("an approval that takes 20 minutes, and a step that is retried", async () => {
  const handler = withDurableExecution(async (_order: unknown, context: DurableContext) => {
    await context.step("validate", async () => ({ total: 40 }))
    const answer = await context.waitForCallback("approve", async () => {}, {
      timeout: { hours: 24 },
      heartbeatTimeout: { minutes: 30 },
    })
    await context.step(
      "reserve",
      async ({ attempt }) => {
        if (attempt < 3) throw new Error("warehouse is busy")
      },
      everySecondTwice,
    )
    await context.wait("cool down", { days: 1, hours: 12 })
    return { answer }
  })
  const runner = new DurableTestRunner({ ...exactTimes, functionName: "orders" })
  runner.completeCallback("approve", { by: "dana" }, { after: { minutes: 20 } })
  const execution = await runner.run(handler, { orderId: "o-1" })
  expect(execution.timeline()).toMatchInlineSnapshot(`
    "orders: SUCCEEDED after 1d 12h 20m 2s, 5 invocations
      +0s             invocation 1
      +0s               step validate            succeeded {"total":40}
      +0s               waitForCallback approve  started
      +0s                 callback approve       started (time-out 1d, heartbeat time-out 30m)
      +0s                 submitter approve      succeeded
      +20ms           suspended
      +20m                callback approve       succeeded {"by":"dana"}
      +20m            invocation 2
      +20m              waitForCallback approve  succeeded "{\\"by\\":\\"dana\\"}"
      +20m              step reserve             failed (attempt 1, next in 1s) Error: warehouse is busy
      +20m 20ms       suspended
      +20m 1s         invocation 3
      +20m 1s           step reserve             failed (attempt 2, next in 1s) Error: warehouse is busy
      +20m 1.02s      suspended
      +20m 2s         invocation 4
      +20m 2s           step reserve             succeeded
      +20m 2s           wait cool down           started (for 1d 12h)
      +20m 2.02s      suspended
      +1d 12h 20m 2s    wait cool down           succeeded
      +1d 12h 20m 2s  invocation 5
      +1d 12h 20m 2s  execution succeeded        {"answer":"{\\"by\\":\\"dana\\"}"}"
  `)
})

test("a callback that times out, and a crash on the way", async () => {
  let crashed = false
  const handler = withDurableExecution(async (_order: unknown, context: DurableContext) => {
    await context.step("charge", async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      if (!crashed) {
        crashed = true
        process.exit(137)
      }
      return "charged"
    })
    const [answer] = await context.createCallback("review", { timeout: { seconds: 90 } })
    return answer
  })
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  const id = execution.invocations[0]?.requestId ?? ""
  expect(execution.timeline().replace(id, "<request id>")).toMatchInlineSnapshot(`
    "durable-function: FAILED after 1m 33s, 3 invocations
      +0s      invocation 1
      +0s        step charge      started
      +1.5s    invocation failed  Runtime.ExitError: Runtime exited with error: exit status 137
      +1.5s    invocation 2
      +3s        step charge      succeeded "charged"
      +3s        callback review  started (time-out 1m 30s)
      +3.02s   suspended
      +1m 33s    callback review  timed out Callback.Timeout
      +1m 33s  invocation 3
      +1m 33s  execution failed   CallbackTimeoutError: Callback timed out"
  `)
})

test("branches, conditions, a chained invoke and a long value", async () => {
  const handler = withDurableExecution(async (_order: unknown, context: DurableContext) => {
    await context.parallel("both", [
      { name: "left", func: (branch) => branch.wait("short", { seconds: 1 }) },
      { name: "right", func: (branch) => branch.step("text", async () => "long ".repeat(30)) },
    ])
    await context.waitForCondition("poll", async (state: number) => state + 1, {
      initialState: 0,
      waitStrategy: (state) =>
        state >= 2 ? { shouldContinue: false } : { shouldContinue: true, delay: { minutes: 5 } },
    })
    await context.invoke("charge", "payments", { total: 7 })
  })
  const runner = new DurableTestRunner(exactTimes)
  runner.registerFunction("payments", async () => ({ paid: true }), { durable: false })
  const execution = await runner.run(handler)
  expect(execution.timeline()).toMatchInlineSnapshot(`
    "durable-function: SUCCEEDED after 5m 1.02s, 4 invocations
      +0s        invocation 1
      +0s          parallel both                    started
      +0s            parallelBranch left            started
      +0s            parallelBranch right           started
      +0s              wait short (in left)         started (for 1s)
      +0s              step text (in right)         succeeded "long long long long long long long long long long long long long long long long long long long lon…
      +0s            parallelBranch right           succeeded "long long long long long long long long long long long long long long long long long long long lon…
      +20ms      suspended
      +1s              wait short (in left)         succeeded
      +1s        invocation 2
      +1s            parallelBranch left (in both)  succeeded
      +1s          parallel both                    succeeded {"all":[{"index":0,"status":"SUCCEEDED"},{"result":"long long long long long long long long long lo…
      +1s          waitForCondition poll            succeeded (attempt 1, next in 5m) 1
      +1.02s     suspended
      +5m 1s     invocation 3
      +5m 1s       waitForCondition poll            succeeded 2
      +5m 1s       chainedInvoke charge             started (payments)
      +5m 1.02s  suspended
      +5m 1.02s    chainedInvoke charge             succeeded {"paid":true}
      +5m 1.02s  invocation 4
      +5m 1.02s  execution succeeded"
  `)
})

test("an execution that is still running ends where it stands", async () => {
  const handler = withDurableExecution(async (_order: unknown, context: DurableContext) => {
    const [answer] = await context.createCallback("review")
    return answer
  })
  const error: unknown = await new DurableTestRunner(exactTimes)
    .run(handler)
    .catch((caught: unknown) => caught)
  expect((error as { execution: { timeline(): string } }).execution.timeline())
    .toMatchInlineSnapshot(`
      "durable-function: RUNNING after 20ms, 1 invocation
        +0s    invocation 1
        +0s      callback review  started
        +20ms  suspended"
    `)
})

test("no line ends in blanks", async () => {
  const handler = withDurableExecution(async (_order: unknown, context: DurableContext) => {
    await context.wait({ seconds: 1 })
    await context.runInChildContext(async (child) => child.step(async () => {}))
  })
  const timeline = (await new DurableTestRunner().run(handler)).timeline()
  expect(timeline.split("\n").filter((line) => line !== line.trimEnd())).toEqual([])
})
