import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { failureOf } from "./failure.ts"
import { tap } from "./wire.ts"

describe("A8 the create call never fails", () => {
  test.each(["SUCCEEDED", "FAILED", "TIMED_OUT"])(
    "A8 code between create and await sees the same flow on the replay of %s",
    async (status) => {
      const flow: string[] = []
      const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
        flow.push("before")
        const [answer, callbackId] = await context.createCallback("approve", {
          timeout: { hours: 1 },
        })
        flow.push(`created ${callbackId}`)
        await context.step("between", async () => "done")
        flow.push("awaiting")
        return answer.catch((error: unknown) => failureOf(error).class)
      })
      const runner = new DurableTestRunner(asNeeded)
      if (status === "SUCCEEDED") runner.completeCallback("approve", "yes")
      if (status === "FAILED") runner.failCallback("approve", "no")
      const execution = await runner.run(handler)
      expect(execution.operation("approve").status).toBe(status)
      expect(flow).toHaveLength(6)
      expect(flow.slice(3)).toEqual(flow.slice(0, 3))
    },
  )

  test("A8 a failure that nobody awaits is nobody's error", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.createCallback("approve", { timeout: { seconds: 1 } })
      await context.wait({ seconds: 10 })
      return "done"
    })
    const execution = await new DurableTestRunner().run(handler)
    expect(execution.operation("approve").status).toBe("TIMED_OUT")
    expect(execution.result).toBe("done")
  })
})

describe("A9 the place of a callback in the history", () => {
  test("A9 the id is the same in every invocation", async () => {
    const ids: string[] = []
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const [answer, callbackId] = await context.createCallback("approve")
      ids.push(callbackId)
      await context.wait("first", { hours: 1 })
      await context.wait("second", { hours: 1 })
      return answer
    })
    const runner = new DurableTestRunner(asNeeded)
    runner.completeCallback("approve", "yes", { after: { hours: 5 } })
    const execution = await runner.run(handler)
    expect(ids).toHaveLength(execution.invocations.length)
    expect(new Set(ids)).toEqual(new Set([execution.operation("approve").callbackId]))
  })

  /** Runs `first` in the first invocation and `later` in all others. */
  const runChanging = async (
    first: (context: DurableContext) => PromiseLike<unknown>,
    later: (context: DurableContext) => PromiseLike<unknown>,
  ): Promise<object | undefined> => {
    let invocation = 0
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await (++invocation === 1 ? first(context) : later(context))
      await context.wait("a second", { seconds: 1 })
    })
    return (await new DurableTestRunner().run(handler)).error
  }

  test("A9 another operation at the callback's place is a nondeterminism error", async () => {
    const error = await runChanging(
      (context) => context.createCallback("x"),
      (context) => context.step("x", async () => {}),
    )
    expect(error).toMatchObject({
      ErrorType: "NonDeterministicExecutionError",
      ErrorMessage: expect.stringContaining('Expected type "CALLBACK", but got "STEP"'),
    })
  })

  test("A9 a callback at the place of another operation likewise", async () => {
    const error = await runChanging(
      (context) => context.step("x", async () => {}),
      (context) => context.createCallback("x"),
    )
    expect(error).toMatchObject({
      ErrorType: "NonDeterministicExecutionError",
      ErrorMessage: expect.stringContaining('Expected type "STEP", but got "CALLBACK"'),
    })
  })

  test("A9 a callback of another name likewise", async () => {
    const error = await runChanging(
      (context) => context.createCallback("x"),
      (context) => context.createCallback("y"),
    )
    expect(error).toMatchObject({
      ErrorType: "NonDeterministicExecutionError",
      ErrorMessage: expect.stringContaining('Expected name "x", but got "y"'),
    })
  })
})

describe("A10 an answer that arrives while the invocation runs", () => {
  const ask = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const [answer] = await context.createCallback("approve", { timeout: { seconds: 3 } })
    await context.step("work", () => sleep(5_000))
    return answer.catch((error: unknown) => failureOf(error).class)
  })

  test.each([
    [
      "success",
      (runner: DurableTestRunner) => runner.completeCallback("approve", "yes", soon),
      "yes",
    ],
    [
      "failure",
      (runner: DurableTestRunner) => runner.failCallback("approve", "no", soon),
      "CallbackExternalError",
    ],
    ["time-out", () => {}, "CallbackTimeoutError"],
  ])("A10 a %s is used at once, told by the next checkpoint", async (_title, script, result) => {
    const tapped = tap(ask)
    const runner = new DurableTestRunner(exactTimes)
    script(runner)
    const execution = await runner.run(tapped.handler)
    expect(execution.result).toBe(result)
    expect(execution.invocations).toHaveLength(1)
    expect(execution.durationMs).toBe(5_000)
    expect(tapped.actions()).toEqual(["CALLBACK START", "STEP START", "STEP SUCCEED"])
  })
})

const soon = { after: { seconds: 1 } }
