import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { BlockedExecutionError, DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { expectRejection } from "../expect-error.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { nameOf } from "../error-text.ts"

const slowSubmitter = withDurableExecution((_event: unknown, context: DurableContext) =>
  context.waitForCallback("approve", async () => {
    await new Promise((resolve) => setTimeout(resolve, 5_000))
  }),
)

const plain = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [answer] = await context.createCallback("approve", { timeout: { hours: 1 } })
  return answer.catch(nameOf)
})

describe("when a responder receives its callback", () => {
  test.each([
    [undefined, 5_020],
    ["submitted", 5_020],
    ["created", 0],
  ] as const)("of a waitForCallback, with when %s", async (when, at) => {
    const runner = new DurableTestRunner({ ...exactTimes, startTime: 0 })
    const received: number[] = []
    runner.onCallback(
      "approve",
      async (callback) => {
        received.push(Date.now())
        await callback.succeed("yes")
      },
      when === undefined ? {} : { when },
    )
    expect((await runner.run(slowSubmitter)).result).toBe("yes")
    expect(received).toEqual([at])
  })

  test("of a createCallback: as soon as the function has suspended, or at once", async () => {
    const received: number[] = []
    for (const options of [{}, { when: "created" }] as const) {
      const runner = new DurableTestRunner({ ...exactTimes, startTime: 0 })
      const respond = (): void => void received.push(Date.now())
      runner.onCallback("approve", respond, options)
      await runner.run(plain)
    }
    expect(received).toEqual([20, 0])
  })

  test("an answer before the submitter's checkpoint is one within the invocation", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback("approve", (callback) => callback.succeed("early"), { when: "created" })
    const execution = await runner.run(slowSubmitter)
    expect(execution.result).toBe("early")
    expect(execution.invocations).toHaveLength(1)
  })
})

describe("what a responder leaves behind when it returns", () => {
  test("timers go on: it may answer from one", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback("approve", (callback) => {
      setTimeout(() => void callback.succeed("by a timer"), 60_000)
    })
    const execution = await runner.run(plain)
    expect(execution.result).toBe("by a timer")
    expect(execution.durationMs).toBe(60_020)
  })

  test("timers end with the callback: one that beats for ever keeps nobody waiting", async () => {
    let beats = 0
    const twice = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context
        .waitForCallback("work", async () => {}, { timeout: { minutes: 1 } })
        .catch(() => {})
      return context.waitForCallback("nobody", async () => {})
    })
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback("work", (callback) => {
      setInterval(() => {
        beats++
        void callback.heartbeat()
      }, 7_000)
    })
    await expectRejection(runner.run(twice), BlockedExecutionError)
    expect(beats).toBe(8)
  })

  test("an error in a timer fails the run", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback("approve", () => {
      setTimeout(() => {
        throw new Error("the desk is on fire")
      }, 1_000)
    })
    await expect(runner.run(plain)).rejects.toThrow("the desk is on fire")
  })
})

test("a slow responder may outlive the execution, and never answers one that has ended", async () => {
  const log: string[] = []
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback("approve", async (callback) => {
    await callback.sleep({ hours: 3 })
    log.push(callback.isPending ? "pending" : "closed")
    await callback.succeed("late")
    log.push("never")
  })
  const execution = await runner.run(plain)
  expect(execution.result).toBe("CallbackTimeoutError")
  expect(execution.durationMs).toBe(3_600_000)
  expect(log).toEqual(["closed"])
})

test("a responder that never settles does not hold up the run", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback("approve", () => new Promise(() => {}))
  expect((await runner.run(plain)).result).toBe("CallbackTimeoutError")
})

test("a hundred external systems at once, each with its own pace", async () => {
  const items = Array.from({ length: 100 }, (_, index) => index)
  const fanOut = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const results = await context.map("items", items, (child, item) =>
      child.waitForCallback(`item-${item}`, async () => {}),
    )
    return results.getResults()
  })
  // With a replay after each checkpoint this is long work, and no loop.
  const runner = new DurableTestRunner({ ...exactTimes, runBudgetMs: 60_000 })
  runner.onCallback(/^item-/, async (callback) => {
    await callback.sleep({ minutes: 100 - callback.occurrence })
    await callback.heartbeat()
    await callback.sleep({ minutes: Number(callback.name?.slice("item-".length)) })
    await callback.succeed(callback.name)
  })
  const execution = await runner.run(fanOut)
  expect(execution.result).toEqual(items.map((item) => `item-${item}`))
})
