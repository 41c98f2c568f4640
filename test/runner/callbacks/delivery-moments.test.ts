import { SendDurableExecutionCallbackSuccessCommand } from "@aws-sdk/client-lambda"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { ORDERS } from "./choosers.ts"
import { tap } from "./wire.ts"

const MINUTE_MS = 60_000

/** Asks through a submitter that takes a minute. */
const askSlowly = withDurableExecution((_event: unknown, context: DurableContext) =>
  context.waitForCallback("approve", () => sleep(MINUTE_MS)),
)

describe.each(ORDERS)("E4 the moment of the delivery, %s", (_title, chooser) => {
  test("E4 before the submitter's checkpoint: the answer is used after it, at once", async () => {
    const runner = new DurableTestRunner({ ...exactTimes, chooser })
    runner.completeCallback("approve", "yes", { when: "created", after: { seconds: 30 } })
    const execution = await runner.run(askSlowly)
    expect(execution.result).toBe("yes")
    expect(execution.invocations).toHaveLength(1)
    expect(execution.durationMs).toBe(MINUTE_MS)
    expect(execution.history.map(({ EventType }) => EventType)).toEqual([
      "ExecutionStarted",
      "ContextStarted",
      "CallbackStarted",
      "StepStarted",
      "CallbackSucceeded",
      "StepSucceeded",
      "ContextSucceeded",
      "InvocationCompleted",
      "ExecutionSucceeded",
    ])
  })

  test("E4 inside the submitter, by the system that it submits to", async () => {
    const runner = new DurableTestRunner({ chooser })
    const client = await runner.lambdaClient()
    let submissions = 0
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback("approve", async (CallbackId) => {
        submissions++
        const answer = { CallbackId, Result: "yes" }
        await client.send(new SendDurableExecutionCallbackSuccessCommand(answer))
      }),
    )
    const execution = await runner.run(handler)
    expect(execution.result).toBe("yes")
    expect(submissions).toBe(1)
    expect(execution.invocations).toHaveLength(1)
  })

  test("E4 while the handler runs: told by its next checkpoint, without another run", async () => {
    const tapped = tap(
      withDurableExecution(async (_event: unknown, context: DurableContext) => {
        const [answer] = await context.createCallback("approve")
        await context.step("work", () => sleep(MINUTE_MS))
        return answer
      }),
    )
    const runner = new DurableTestRunner({ chooser })
    runner.completeCallback("approve", "yes", { after: { seconds: 30 } })
    const execution = await runner.run(tapped.handler)
    expect(execution.result).toBe("yes")
    expect(execution.invocations).toHaveLength(1)
  })

  test("E4 while the handler works on something else and polls for it", async () => {
    const log: string[] = []
    const tapped = tap(
      withDurableExecution(async (_event: unknown, context: DurableContext) => {
        const [answer] = await context.createCallback("approve")
        const work = context.step("work", async () => {
          await sleep(MINUTE_MS)
          log.push("worked")
        })
        return Promise.all([answer.then(() => log.push("answered")), work])
      }),
    )
    const runner = new DurableTestRunner({ ...asNeeded, chooser })
    runner.completeCallback("approve", "yes", { after: { seconds: 30 } })
    const execution = await runner.run(tapped.handler)
    expect(execution.status).toBe("SUCCEEDED")
    expect(log).toEqual(["answered", "worked"])
    const polls = tapped.invocations[0]?.checkpoints.filter(({ length }) => length === 0)
    expect(polls?.length).toBeGreaterThan(0)
  })

  test("E4 between the last checkpoint and the end of the invocation: one more invocation", async () => {
    const runner = new DurableTestRunner({ chooser })
    // The SDK suspends 20 ms after it became idle.
    runner.completeCallback("approve", "yes", { after: { milliseconds: 10 } })
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const [answer] = await context.createCallback("approve")
      return answer
    })
    const execution = await runner.run(handler)
    expect(execution.result).toBe("yes")
    expect(execution.invocations.map(({ status }) => status)).toEqual(["PENDING", "SUCCEEDED"])
    expect(execution.history.map(({ EventType }) => EventType)).toEqual([
      "ExecutionStarted",
      "CallbackStarted",
      "CallbackSucceeded",
      "InvocationCompleted",
      "InvocationCompleted",
      "ExecutionSucceeded",
    ])
  })
})
