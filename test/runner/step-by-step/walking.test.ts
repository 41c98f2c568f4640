import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { nameOf } from "../error-text.ts"
import { exactTimes } from "../../support/exact-times.ts"

const approve = withDurableExecution(async (order: { id: string }, context: DurableContext) => {
  await context.step("reserve", async () => "reserved")
  const answer = await context.waitForCallback("approve", async () => {}, {
    timeout: { hours: 24 },
  })
  await context.wait("cool off", { days: 3 })
  return [order.id, answer]
})

test("a test walks through an execution", async () => {
  const runner = new DurableTestRunner({ ...exactTimes, startTime: 0 })
  const execution = runner.start(approve, { id: "o-1" })
  expect(execution.status).toBe("RUNNING")
  expect(execution.pendingCallbacks).toEqual([])
  expect(execution.snapshot().operations).toEqual([])

  const callback = await execution.untilCallback("approve")
  expect(callback).toMatchObject({ name: "approve", occurrence: 1, timeoutSeconds: 86_400 })
  expect(execution.pendingCallbacks.map(({ id }) => id)).toEqual([callback.id])
  expect(execution.snapshot().operation("approve").status).toBe("STARTED")

  await runner.advance({ hours: 3 })
  runner.completeCallback("approve", "yes")
  expect(callback.isPending).toBe(false)
  expect(execution.pendingCallbacks).toEqual([])

  await execution.untilSuspended()
  expect(execution.snapshot().operation("cool off").status).toBe("STARTED")
  const done = await execution.result()
  expect(done.result).toEqual(["o-1", "yes"])
  expect(done.durationMs).toBe(3 * 3_600_000 + 20 + 3 * 86_400_000)
  expect(execution.status).toBe("SUCCEEDED")
})

test("nothing of the handler runs, and no time passes, before the test says so", async () => {
  let bodies = 0
  const counting = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.step("count", async () => ++bodies),
  )
  const execution = new DurableTestRunner(exactTimes).start(counting)
  await new Promise((resolve) => setImmediate(resolve))
  expect(bodies).toBe(0)
  expect(execution.snapshot().durationMs).toBe(0)
  expect((await execution.result()).result).toBe(1)
})

test("the history is that of a run that answers at the same moments", async () => {
  const scripted = new DurableTestRunner(exactTimes)
  scripted.completeCallback("approve", "yes", { after: { hours: 3 } })
  const run = await scripted.run(approve, { id: "o-1" })

  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(approve, { id: "o-1" })
  const callback = await execution.untilCallback("approve")
  await runner.advance({ hours: 2 })
  await runner.advance({ minutes: 59, seconds: 59, milliseconds: 980 })
  await callback.succeed("yes")
  expect(JSON.stringify((await execution.result()).history)).toBe(JSON.stringify(run.history))
})

describe("untilCallback", () => {
  const several = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const answers = await context.map("orders", [1, 2], (child) =>
      child.runInChildContext("review", (inner) =>
        inner.waitForCallback("approve", async () => {}),
      ),
    )
    const [last] = await context.createCallback("last")
    return [...answers.getResults(), await last]
  })

  test("takes a name and an occurrence, a pattern, a path, an id", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(several)
    const second = await execution.untilCallback("approve", { occurrence: 2 })
    expect(second.occurrence).toBe(2)
    const first = await execution.untilCallback(/^app/g)
    expect(first.occurrence).toBe(1)
    expect((await execution.untilCallback(second.id)).id).toBe(second.id)
    const path = await execution.untilCallback("orders/map-item-0/review/approve")
    expect(path.id).toBe(first.id)
    await second.succeed("b")
    await first.succeed("a")
    await (await execution.untilCallback("last")).succeed("c")
    expect((await execution.result()).result).toEqual(["a", "b", "c"])
  })

  test("lets time pass as it must", async () => {
    const late = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.wait({ days: 30 })
      const [answer] = await context.createCallback("late")
      return answer
    })
    const execution = new DurableTestRunner(exactTimes).start(late)
    await execution.untilCallback("late")
    expect(execution.snapshot().durationMs).toBe(30 * 86_400_000 + 20)
  })

  test("comes back when the submitter has succeeded, not before", async () => {
    const slow = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback(
        "approve",
        async () => new Promise((resolve) => setTimeout(resolve, 5_000)),
        { timeout: { hours: 1 } },
      ),
    )
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(slow)
    await execution.until(({ operations }) => operations.some(({ type }) => type === "CALLBACK"))
    expect(execution.pendingCallbacks).toEqual([])
    await execution.untilCallback("approve")
    expect(execution.snapshot().durationMs).toBe(5_020)
    runner.completeCallback("approve", "yes")
    expect((await execution.result()).result).toBe("yes")
  })

  test("does not wait for work that goes on beside the callback for longer than a second", async () => {
    const busy = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.promise.all([
        context.waitForCallback("approve", async () => {}, { timeout: { minutes: 1 } }),
        context.step("work", async () => {
          await new Promise((resolve) => setTimeout(resolve, 600_000))
          return "worked"
        }),
      ]),
    )
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(busy)
    const callback = await execution.untilCallback("approve")
    expect(execution.snapshot().durationMs).toBe(999)
    await callback.succeed("in time")
    expect((await execution.result()).result).toEqual(["in time", "worked"])
  })

  test("finds the callback of a child execution", async () => {
    const parent = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.invoke("child:$LATEST", { id: "o-1" }),
    )
    const runner = new DurableTestRunner(exactTimes).registerFunction("child", approve)
    const execution = runner.start(parent)
    const callback = await execution.untilCallback("approve")
    expect(callback.executionArn).not.toBe(execution.arn)
    await callback.succeed("yes")
    expect((await execution.result()).result).toEqual(["o-1", "yes"])
  })

  test("passes over one that a script or a responder answers first", async () => {
    const twice = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const first = await context.waitForCallback("approve", async () => {})
      return [first, await context.waitForCallback("approve", async () => {})]
    })
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("approve", "by the script")
    const execution = runner.start(twice)
    const callback = await execution.untilCallback("approve")
    expect(callback.occurrence).toBe(2)
    await callback.succeed("by the test")
    expect((await execution.result()).result).toEqual(["by the script", "by the test"])
  })
})

describe("untilSuspended", () => {
  test("stays where it is when the execution waits already", async () => {
    const execution = new DurableTestRunner(exactTimes).start(approve, { id: "o-1" })
    await execution.untilSuspended()
    const { durationMs } = execution.snapshot()
    await execution.untilSuspended()
    expect(execution.snapshot().durationMs).toBe(durationMs)
  })

  test("goes on past an invocation that crashed and is retried", async () => {
    let invocations = 0
    const crashing = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      if (++invocations <= 9) process.exit(1)
      await context.wait({ hours: 1 })
    })
    const execution = new DurableTestRunner({ ...exactTimes, ...asNeeded }).start(crashing)
    await execution.untilSuspended()
    expect(invocations).toBe(10)
    expect(execution.snapshot().operations).toMatchObject([{ type: "WAIT", status: "STARTED" }])
  })

  test("comes back when the execution has ended", async () => {
    const short = withDurableExecution(async () => "done")
    const execution = new DurableTestRunner(exactTimes).start(short)
    await execution.untilSuspended()
    expect(execution.status).toBe("SUCCEEDED")
    expect((await execution.result()).result).toBe("done")
  })
})

describe("until", () => {
  test("stops in the middle of an invocation, which goes on later", async () => {
    const seen: string[] = []
    const steps = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      for (const name of ["a", "b", "c"]) {
        await context.step(name, async () => {
          await new Promise((resolve) => setTimeout(resolve, 1_000))
          seen.push(name)
        })
      }
    })
    const execution = new DurableTestRunner(exactTimes).start(steps)
    const snapshot = await execution.until(({ operations }) =>
      operations.some(({ name, status }) => name === "b" && status === "STARTED"),
    )
    expect(snapshot.operations.map(({ name, status }) => [name, status])).toEqual([
      ["a", "SUCCEEDED"],
      ["b", "STARTED"],
    ])
    expect(seen).toEqual(["a"])
    const done = await execution.result()
    expect(seen).toEqual(["a", "b", "c"])
    expect(done.invocations).toHaveLength(1)
  })

  test("may wait for a moment", async () => {
    const execution = new DurableTestRunner(exactTimes).start(approve, { id: "o-1" })
    const snapshot = await execution.until(({ durationMs }) => durationMs >= 20)
    expect(snapshot.durationMs).toBe(20)
  })

  test("lets what the predicate throws through, and the execution can go on", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(approve, { id: "o-1" })
    const failing = execution.until(() => {
      throw new RangeError("of the test")
    })
    expect(nameOf(await failing.catch((error: unknown) => error))).toBe("RangeError")
    await execution.untilCallback("approve")
    runner.completeCallback("approve", "yes")
    expect((await execution.result()).status).toBe("SUCCEEDED")
  })
})

describe("stop", () => {
  test("ends the execution as StopDurableExecution does", async () => {
    const execution = new DurableTestRunner(exactTimes).start(approve, { id: "o-1" })
    await execution.untilCallback("approve")
    execution.stop({ ErrorType: "Cancelled", ErrorMessage: "by the customer" })
    expect(execution.status).toBe("STOPPED")
    expect(execution.pendingCallbacks).toEqual([])
    const done = await execution.result()
    expect(done.status).toBe("STOPPED")
    expect(done.error).toEqual({ ErrorType: "Cancelled", ErrorMessage: "by the customer" })
    execution.stop("once more")
    expect(done.error).toEqual(execution.snapshot().error)
  })

  test("in the middle of an invocation lets that end without effect", async () => {
    const steps = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.step("a", async () => new Promise((resolve) => setTimeout(resolve, 1_000)))
      await context.step("b", async () => "b")
    })
    const execution = new DurableTestRunner(exactTimes).start(steps)
    await execution.until(({ operations }) => operations.length === 1)
    execution.stop()
    const done = await execution.result()
    expect(done.status).toBe("STOPPED")
    expect(done.operations.map(({ name }) => name)).toEqual(["a"])
  })
})
