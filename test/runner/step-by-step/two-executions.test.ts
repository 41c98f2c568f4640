import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { BlockedExecutionError, DurableTestRunner, UnusedScriptError } from "durable-test-runner"
import { expect, test } from "vitest"
import { expectRejection } from "../expect-error.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { nameOf } from "../error-text.ts"

const approve = withDurableExecution((order: string, context: DurableContext) =>
  context
    .waitForCallback("approve", async () => {}, { timeout: { hours: 2 } })
    .then((answer) => `${order}: ${answer}`)
    .catch((error: unknown) => `${order}: ${nameOf(error)}`),
)

const wait = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  await context.wait({ hours: 5 })
  return new Date().toISOString()
})

const endless = withDurableExecution((_event: unknown, context: DurableContext) =>
  context.waitForCallback("approve", async () => {}),
)

test("two executions of one handler share a world and its clock", async () => {
  const runner = new DurableTestRunner({ ...exactTimes, startTime: 0 })
  const first = runner.start(approve, "first")
  const early = await first.untilCallback("approve")
  await runner.advance({ hours: 1 })
  const second = runner.start(approve, "second")
  const late = await second.untilCallback("approve")
  expect(late.id).not.toBe(early.id)
  expect(late.createdAt.getTime()).toBeGreaterThanOrEqual(3_600_000)
  await runner.advance({ minutes: 90 })
  expect([early.isPending, late.isPending]).toEqual([false, true])
  await late.succeed("yes")
  expect((await second.result()).result).toBe("second: yes")
  expect((await first.result()).result).toBe("first: CallbackTimeoutError")
})

test("two handlers may share a world: each is a function of its own", async () => {
  const runner = new DurableTestRunner({ ...exactTimes, startTime: 0 })
  const waiting = runner.start(wait)
  const asking = runner.start(approve, "o-1")
  const again = runner.start(wait)
  await (await asking.untilCallback("approve")).succeed("yes")
  const results = [await asking.result(), await waiting.result(), await again.result()]
  expect(results.map(({ functionName }) => functionName)).toEqual([
    "durable-function-2",
    "durable-function",
    "durable-function",
  ])
  expect(results.map(({ result }) => result)).toEqual([
    "o-1: yes",
    "1970-01-01T05:00:00.000Z",
    "1970-01-01T05:00:00.000Z",
  ])
})

test("a third handler does not take the name of the second, which has ended", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const open = runner.start(endless)
  const second = runner.start(wait)
  expect((await second.result()).functionName).toBe("durable-function-2")
  const other = withDurableExecution(async () => "third")
  const third = runner.start(other)
  expect((await third.result()).functionName).toBe("durable-function-3")
  expect(second.snapshot().functionName).toBe("durable-function-2")
  open.stop()
})

test("Each of two executions sees only its own callbacks", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const [one, two] = [runner.start(approve, "one"), runner.start(approve, "two")]
  await runner.runUntilIdle()
  const [ofOne, ofTwo] = [await one.untilCallback("approve"), await two.untilCallback("approve")]
  expect(ofOne.executionArn).toBe(one.arn)
  expect(ofTwo.executionArn).toBe(two.arn)
  expect(one.pendingCallbacks.map(({ id }) => id)).toEqual([ofOne.id])
  expect(two.pendingCallbacks.map(({ id }) => id)).toEqual([ofTwo.id])
  // Occurrences are counted in the world, as for scripts: only so they tell the two apart.
  expect([ofOne.occurrence, ofTwo.occurrence]).toEqual([1, 2])
  runner.completeCallback("approve", "for two", { occurrence: 2 })
  expect((await two.result()).result).toBe("two: for two")
  expect(ofOne.isPending).toBe(true)
  one.stop()
})

test("the result of one lets no more time pass for the other than it needs itself", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const asking = runner.start(approve, "o-1")
  const callback = await asking.untilCallback("approve")
  const short = runner.start(withDurableExecution(async () => "done"))
  expect((await short.result()).result).toBe("done")
  expect(callback.isPending).toBe(true)
  expect(asking.snapshot().durationMs).toBe(20)
  await callback.succeed("yes")
  expect((await asking.result()).result).toBe("o-1: yes")
})

test("a responder at work for the other one does not hold the result back", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback("approve", async (callback) => {
    await callback.sleep({ hours: 1 })
    await callback.succeed("by the system")
  })
  const asking = runner.start(approve, "o-1")
  await asking.untilSuspended()
  const short = runner.start(withDurableExecution(async () => "done"))
  await short.result()
  expect(asking.snapshot().durationMs).toBe(20)
  expect((await asking.result()).result).toBe("o-1: by the system")
})

test("a script that is left may be meant for the other: the last result tells", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("aprove", "yes")
  const first = runner.start(approve, "first")
  const second = runner.start(approve, "second")
  expect((await first.result()).status).toBe("SUCCEEDED")
  await expectRejection(second.result(), UnusedScriptError)
})

test("A blocked execution fails with BlockedExecutionError and goes on after an answer", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(endless)
  await expectRejection(execution.result(), BlockedExecutionError)
  runner.completeCallback("approve", "after all")
  expect((await execution.result()).result).toBe("after all")
})

test("when all have ended, the next start opens a new world", async () => {
  const runner = new DurableTestRunner({ ...exactTimes, startTime: 0 })
  const first = runner.start(wait)
  await first.result()
  const second = runner.start(wait)
  const done = await second.result()
  expect(done.result).toBe("1970-01-01T05:00:00.000Z")
  expect(done.arn).not.toBe(first.arn)
  expect(first.snapshot().status).toBe("SUCCEEDED")
})
