import {
  CallbackSubmitterError,
  type DurableContext,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { messageOf } from "../error-text.ts"

const poll = withDurableExecution((_event: unknown, context: DurableContext) =>
  context.waitForCondition("deployed", async (state: number) => state + 1, {
    initialState: 0,
    waitStrategy: (state) =>
      state >= 3 ? { shouldContinue: false } : { shouldContinue: true, delay: { minutes: 1 } },
  }),
)

describe("a double of a condition", () => {
  test("answers the next state, poll by poll", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const { calls } = runner.mockStep("deployed", ({ attempt }) => (attempt === 4 ? 3 : 0))
    const execution = await runner.run(poll)
    expect(execution.result).toBe(3)
    expect(execution.durationMs).toBe(180_000)
    expect(calls.map(({ kind, attempt }) => [kind, attempt])).toEqual([
      ["condition", 1],
      ["condition", 2],
      ["condition", 3],
      ["condition", 4],
    ])
  })

  test("may fail it, which ends the polling", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.failStep("deployed", "no such stack", { attempts: [2] })
    const execution = await runner.run(poll)
    expect(execution.error?.ErrorMessage).toBe("no such stack")
    expect(execution.operation("deployed").status).toBe("FAILED")
  })

  test("may delay and interrupt it", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.delayStep("deployed", { seconds: 7 }, { attempts: [1] })
    runner.interruptStep("deployed", { attempt: 2 })
    const execution = await runner.run(poll)
    expect(execution.result).toBe(3)
    expect(execution.invocations.map(({ error }) => error?.ErrorType)).toContain(
      "Runtime.ExitError",
    )
  })
})

describe("a double of the submitter of a waitForCallback", () => {
  const sent: string[] = []
  const approve = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.waitForCallback(
      "approve",
      async (callbackId) => {
        sent.push(callbackId)
      },
      { retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 3, delay: { seconds: 5 } }) },
    ),
  )

  test("has the callback's name with -submitter behind it, and gets the callback id", async () => {
    sent.length = 0
    const runner = new DurableTestRunner(exactTimes)
    const { calls } = runner.mockStep("approve-submitter", ({ callbackId }) => {
      runner.completeCallback(callbackId ?? "", "by the double")
    })
    const execution = await runner.run(approve)
    expect(execution.result).toBe("by the double")
    expect(sent).toEqual([])
    const { callbackId } = execution.operation("approve")
    expect(calls).toMatchObject([{ name: "approve-submitter", kind: "submitter", callbackId }])
  })

  test("may fail it for good: the handler gets a CallbackSubmitterError", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.failStep("approve-submitter", "the mail server is down")
    const execution = await runner.run(approve)
    expect(execution.error?.ErrorType).toBe(CallbackSubmitterError.name)
    expect(execution.durationMs).toBeGreaterThanOrEqual(10_000)
  })

  test("may interrupt it, so that it runs twice with the same id", async () => {
    sent.length = 0
    const runner = new DurableTestRunner(exactTimes)
    runner.interruptStep("approve-submitter", { when: "after" })
    runner.completeCallback("approve", "yes")
    const execution = await runner.run(approve)
    const { callbackId } = execution.operation("approve")
    expect(execution.result).toBe("yes")
    expect(sent).toEqual([callbackId, callbackId])
  })

  test("does not take a step that has the name of the callback", async () => {
    const both = withDurableExecution(async (_event: unknown, context: DurableContext) => [
      await context.step("approve", async () => "the step"),
      await context.waitForCallback("approve", async () => {}),
    ])
    const runner = new DurableTestRunner(exactTimes)
    runner.mockStep("approve", () => "a mock of the step")
    runner.completeCallback("approve", "yes")
    expect((await runner.run(both)).result).toEqual(["a mock of the step", "yes"])
  })

  test("in each item of a map is picked by its occurrence", async () => {
    const fanOut = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const answers = await context.map("items", ["a", "b", "c"], (child) =>
        child.waitForCallback("approve", async () => {}).catch(messageOf),
      )
      return answers.getResults()
    })
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback("approve", (callback) => callback.succeed(callback.occurrence))
    runner.delayStep("approve-submitter", { minutes: 10 }, { occurrence: 2 })
    const execution = await runner.run(fanOut)
    expect(execution.result).toEqual(["1", "2", "3"])
    expect(execution.durationMs).toBeGreaterThanOrEqual(600_000)
  })
})
