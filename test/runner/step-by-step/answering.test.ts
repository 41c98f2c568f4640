import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { DeliveryNotRefusedError, ServiceError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { expectError, expectRejection } from "../expect-error.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { nameOf } from "../error-text.ts"

const approve = withDurableExecution((_event: unknown, context: DurableContext) =>
  context.waitForCallback("approve", async () => {}, { timeout: { hours: 1 } }).catch(nameOf),
)

const approveAndWait = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const answer = context.waitForCallback("approve", async () => {}, { timeout: { hours: 1 } })
  const result = await answer.catch(nameOf)
  await context.wait({ days: 1 })
  return result
})

describe("between two steps", () => {
  test("an answer by name is given at once", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(approve)
    const callback = await execution.untilCallback("approve")
    runner.heartbeatCallback("approve")
    expect(callback.isPending).toBe(true)
    runner.failCallback("approve", { ErrorType: "No", ErrorMessage: "no" })
    expect(callback.isPending).toBe(false)
    const { result, deliveries } = await execution.result()
    expect(result).toBe("CallbackExternalError")
    expect(deliveries.map(({ kind }) => kind)).toEqual(["heartbeat", "failure"])
  })

  test("the service's refusal is thrown where the answer is given", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(approveAndWait)
    const callback = await execution.untilCallback("approve")
    const large = "x".repeat(7_000_000)
    expectError(() => runner.completeCallback("approve", large), ServiceError)
    await expectRejection(callback.succeed(large), ServiceError)
    expect(callback.isPending).toBe(true)

    await runner.advance({ hours: 2 })
    for (const answer of [
      () => runner.completeCallback(callback.id, "late"),
      () => runner.completeCallback("approve", "late", { occurrence: 1 }),
      () => runner.failCallback("approve", "late", { occurrence: 1 }),
      () => runner.heartbeatCallback("approve", { occurrence: 1 }),
    ]) {
      expect(expectError(answer, ServiceError).name).toBe("CallbackTimeoutException")
    }
    expect((await execution.result()).result).toBe("CallbackTimeoutError")
  })

  test("an answer may be late, or twice, on purpose", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(approveAndWait)
    await execution.untilCallback("approve")
    runner.completeCallback("approve", "yes")
    runner.completeCallback("approve", "again", { expectRefused: true })
    const { result, deliveries } = await execution.result()
    expect(result).toBe("yes")
    expect(deliveries.map(({ refused }) => refused?.name)).toEqual([
      undefined,
      "CallbackTimeoutException",
    ])
  })

  test("an answer that ought to be refused, and is not, is an error at once", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(approveAndWait)
    await execution.untilCallback("approve")
    const answer = (): void => {
      runner.completeCallback("approve", "yes", { expectRefused: true })
    }
    expectError(answer, DeliveryNotRefusedError)
    execution.stop()
  })

  test("an answer with `after` is a script, counted from the submission", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(approve)
    await execution.untilCallback("approve")
    await runner.advance({ minutes: 10 })
    runner.completeCallback("approve", "later", { after: { minutes: 15 } })
    await runner.advance({ minutes: 4 })
    expect(execution.pendingCallbacks).toHaveLength(1)
    expect((await execution.result()).durationMs).toBe(15 * 60_000)
  })

  test("an answer to a callback that does not exist yet is a script", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(approve)
    runner.completeCallback("approve", "in advance")
    expect((await execution.result()).result).toBe("in advance")
  })

  test("an answer waits for the submitter, unless it says that it does not", async () => {
    const slow = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback("approve", async () => {
        await new Promise((resolve) => setTimeout(resolve, 5_000))
      }),
    )
    for (const [when, at] of [
      ["submitted", 5_000],
      ["created", 100],
    ] as const) {
      const runner = new DurableTestRunner(exactTimes)
      const execution = runner.start(slow)
      await execution.until(({ operations }) => operations.some(({ type }) => type === "CALLBACK"))
      await runner.advance({ milliseconds: 100 })
      runner.completeCallback("approve", "yes", { when })
      const { result, operations } = await execution.result()
      expect(result).toBe("yes")
      const callback = operations.find(({ type }) => type === "CALLBACK")
      const created = callback?.startTimestamp.getTime() ?? 0
      const closed = callback?.endTimestamp?.getTime() ?? 0
      expect(closed - created).toBeGreaterThanOrEqual(at)
      expect(closed - created).toBeLessThan(at + 100)
    }
  })

  test("heartbeats and time-outs may be scripted", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const first = runner.start(approve)
    await first.untilCallback("approve")
    runner.timeoutCallback("approve", { after: { minutes: 1 } })
    expect((await first.result()).durationMs).toBe(60_000)

    const working = withDurableExecution((_event: unknown, context: DurableContext) =>
      context
        .waitForCallback("work", async () => {}, { heartbeatTimeout: { seconds: 10 } })
        .catch(nameOf),
    )
    const second = runner.start(working)
    await second.untilCallback("work")
    runner.heartbeatCallback("work", { every: { seconds: 9 }, times: 3 })
    expect((await second.result()).durationMs).toBe(37_000)
  })
})

describe("a callback in the hands of the test", () => {
  test("is answered at once, and refuses by the service's errors", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(approve)
    const callback = await execution.untilCallback("approve")
    await callback.heartbeat()
    await callback.succeed({ by: "jo" })
    const refused = await expectRejection(callback.fail("too late"), ServiceError)
    expect(refused.name).toBe("CallbackTimeoutException")
    expect((await execution.result()).result).toBe('{"by":"jo"}')
  })

  test("cannot sleep: that would wait for ever", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(approve)
    const callback = await execution.untilCallback("approve")
    await expect(callback.sleep({ hours: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call callback.sleep: it is for the code of a responder, whose time is virtual. Call runner.advance(duration) to let time pass for the executions that were started.]`,
    )
    execution.stop()
  })
})

describe("mixed with responders", () => {
  test("a responder that is added later gets what is pending", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const execution = runner.start(approve)
    await execution.untilCallback("approve")
    await runner.advance({ minutes: 10 })
    runner.onCallback("approve", async (callback) => {
      await callback.sleep({ minutes: 10 })
      await callback.succeed("by the system")
    })
    const { result, durationMs } = await execution.result()
    expect(result).toBe("by the system")
    expect(durationMs).toBe(20 * 60_000 + 20)
  })

  test("a responder works while the test advances, and is stopped by nobody", async () => {
    const log: number[] = []
    const runner = new DurableTestRunner({ ...exactTimes, startTime: 0 })
    runner.onCallback("approve", async (callback) => {
      for (let beat = 0; beat < 3; beat++) {
        await callback.sleep({ minutes: 10 })
        log.push(Date.now())
      }
      await callback.succeed("at last")
    })
    const execution = runner.start(approve)
    await execution.untilSuspended()
    await runner.advance({ minutes: 25 })
    expect(log).toEqual([600_020, 1_200_020])
    expect((await execution.result()).result).toBe("at last")
  })
})
