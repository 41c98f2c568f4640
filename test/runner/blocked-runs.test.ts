import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { BlockedExecutionError, DurableTestRunner, UnusedScriptError } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "./expect-error.ts"

test("an unanswerable callback blocks the run, and the error lists who could answer", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.wait("grace period", { days: 3 })
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const error = await expectRejection(
    new DurableTestRunner(exactTimes).run(handler),
    BlockedExecutionError,
  )
  expect(error.code).toBe("BLOCKED_EXECUTION")
  expect(error.message).toMatchInlineSnapshot(`
    "The execution cannot continue: at +3d 20ms virtual time it is waiting, and nothing is scheduled that would wake it.
      callback "approve": call runner.completeCallback("approve", value) or runner.failCallback("approve", error) before the run, or give it a time-out in the handler"
  `)
  expect(error.blockedOn).toMatchObject([{ type: "callback", name: "approve" }])
})

test("the error of a blocked run has the execution as far as it came", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.step("first", async () => 1)
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const { execution } = await expectRejection(
    new DurableTestRunner().run(handler),
    BlockedExecutionError,
  )
  expect(execution.status).toBe("RUNNING")
  expect(execution.endTimestamp).toBeUndefined()
  expect(execution.operation("first").status).toBe("SUCCEEDED")
  expect(execution.operation("approve").status).toBe("STARTED")
})

test("a misspelt name in completeCallback blocks the run, and the error knows what was meant", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async () => {}),
  )
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("aprove", "yes")
  const error = await expectRejection(runner.run(handler), BlockedExecutionError)
  expect(error.message).toMatchInlineSnapshot(`
    "The execution cannot continue: at +20ms virtual time it is waiting, and nothing is scheduled that would wake it.
      callback "approve": call runner.completeCallback("approve", value) or runner.failCallback("approve", error) before the run, or give it a time-out in the handler
    Scripts that were not used:
      completeCallback("aprove") was scripted and no callback took it. Did you mean "approve"?"
  `)
})

test("a misspelt name of a callback that times out fails the run as an unused script", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async () => {}, { timeout: { hours: 1 } }),
  )
  const runner = new DurableTestRunner()
  runner.completeCallback("aprove", "yes")
  const error = await expectRejection(runner.run(handler), UnusedScriptError)
  expect(error.code).toBe("UNUSED_SCRIPT")
  expect(error.unused).toEqual(['completeCallback("aprove")'])
  expect(error.execution.status).toBe("FAILED")
  expect(error.message).toMatchInlineSnapshot(`
    "The execution ended FAILED with CallbackTimeoutError: Callback timed out (from callback approve, where it was Callback.Timeout).
    A script was never used:
      completeCallback("aprove"): no callback has that name; the handler created "approve". Did you mean "approve"?
    Pass { allowUnusedScripts: true } to the runner if that is intended."
  `)
})

test("several callbacks, one without a name, are all listed", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [one] = await context.createCallback("one")
    const [nameless] = await context.createCallback()
    return Promise.all([one, nameless, context.waitForCallback("three", async () => {})])
  })
  const error = await expectRejection(
    new DurableTestRunner(exactTimes).run(handler),
    BlockedExecutionError,
  )
  expect(error.message).toMatchInlineSnapshot(`
    "The execution cannot continue: at +20ms virtual time it is waiting, and nothing is scheduled that would wake it.
      callback "one": call runner.completeCallback("one", value) or runner.failCallback("one", error) before the run, or give it a time-out in the handler
      callback (without a name): give it a name in the handler and call runner.completeCallback("c81e728d9d4c2f63", value) or runner.failCallback("c81e728d9d4c2f63", error) before the run, or give it a time-out in the handler
      callback "three": call runner.completeCallback("three", value) or runner.failCallback("three", error) before the run, or give it a time-out in the handler"
  `)
})

test("the call that the error proposes for a callback without a name works", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.runInChildContext("review", async (child) => {
      const [nameless] = await child.createCallback()
      return nameless
    }),
  )
  const error = await expectRejection(new DurableTestRunner().run(handler), BlockedExecutionError)
  const [, proposed = ""] = /completeCallback\("(.*?)", value\)/.exec(error.message) ?? []
  expect(proposed).toMatch(/^review\/[0-9a-f]{16}$/)
  const runner = new DurableTestRunner()
  runner.completeCallback(proposed, "yes")
  expect((await runner.run(handler)).result).toBe("yes")
})

test("a blocked child execution blocks its parent, and both are named", async () => {
  const child = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("settle")
    return answer
  })
  const handler = withDurableExecution((_event: unknown, context) =>
    context.invoke("charge", "payments:$LATEST"),
  )
  const runner = new DurableTestRunner(exactTimes).registerFunction("payments", child)
  const error = await expectRejection(runner.run(handler), BlockedExecutionError)
  expect(error.message).toMatchInlineSnapshot(`
    "The execution cannot continue: at +40ms virtual time it is waiting, and nothing is scheduled that would wake it.
      chained invoke "charge": waits for "payments:$LATEST", which is blocked itself
      callback "settle": call runner.completeCallback("settle", value) or runner.failCallback("settle", error) before the run, or give it a time-out in the handler"
  `)
})

test("An execution with a time-out and an unanswered callback ends TIMED_OUT", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const runner = new DurableTestRunner({ executionTimeout: { hours: 2 } })
  const execution = await runner.run(handler)
  expect(execution.status).toBe("TIMED_OUT")
  expect(execution.durationMs).toBe(7_200_000)
})

test("a runner whose run was blocked runs again", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const runner = new DurableTestRunner()
  await expectRejection(runner.run(handler), BlockedExecutionError)
  runner.completeCallback("approve", "yes")
  expect((await runner.run(handler)).result).toBe("yes")
})
