import { SendDurableExecutionCallbackSuccessCommand } from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { DeliveryRefusedError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { messageOf } from "../error-text.ts"
import { expectRejection } from "../expect-error.ts"

test("a script from inside a step is delivered to the callback that is pending", async () => {
  const runner = new DurableTestRunner()
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    await context.step("ask", async () => {
      runner.completeCallback("approve", "from inside")
    })
    return answer
  })
  const execution = await runner.run(handler)
  expect(execution.result).toBe("from inside")
  expect(execution.deliveries).toMatchObject([{ name: "approve", kind: "success" }])
})

test("a script from inside a step waits for a callback that comes later", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.step("ask", async () => {
      runner.completeCallback("approve", "from inside", { after: { minutes: 3 } })
    })
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const execution = await runner.run(handler)
  expect(execution.result).toBe("from inside")
  expect(execution.durationMs).toBe(180_000)
})

test("the submitter may answer its own callback, by the id it was given", async () => {
  const runner = new DurableTestRunner()
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async (callbackId) => {
      runner.completeCallback(callbackId, "by the submitter")
    }),
  )
  const execution = await runner.run(handler)
  expect(execution.result).toBe("by the submitter")
})

test("a second answer by id fails the run, unless the test expects the refusal", async () => {
  const answerTwice = (runner: DurableTestRunner, expectRefused: boolean) =>
    withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("approve", async (callbackId) => {
        runner.completeCallback(callbackId, "first")
        runner.completeCallback(callbackId, "second", { expectRefused })
      }),
    )
  const strict = new DurableTestRunner()
  const run = strict.run(answerTwice(strict, false))
  const error = await expectRejection(run, DeliveryRefusedError)
  expect(error.cause).toMatchObject({ name: "CallbackTimeoutException" })

  const lenient = new DurableTestRunner()
  const execution = await lenient.run(answerTwice(lenient, true))
  expect(execution.result).toBe("first")
  expect(execution.deliveries.map(({ refused }) => refused?.name)).toEqual([
    undefined,
    "CallbackTimeoutException",
  ])
})

test("a call by id with `after` is delivered then", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async (callbackId) => {
      runner.completeCallback(callbackId, "later", { after: { hours: 2 } })
    }),
  )
  const execution = await runner.run(handler)
  expect(execution.result).toBe("later")
  expect(execution.durationMs).toBe(7_200_000)
})

test("a script with `after` for a pending callback counts from its creation", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    await context.wait({ minutes: 1 })
    await context.step("ask", async () => {
      runner.completeCallback("approve", "yes", { after: { minutes: 5 } })
    })
    return answer
  })
  expect((await runner.run(handler)).durationMs).toBe(300_000)
})

test("a script for a moment that has passed is delivered now", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    await context.wait({ minutes: 10 })
    await context.step("ask", async () => {
      runner.completeCallback("approve", "yes", { after: { minutes: 5 } })
    })
    return answer
  })
  expect((await runner.run(handler)).durationMs).toBe(600_000)
})

test("A step may script heartbeats for a pending callback", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("work", { heartbeatTimeout: { seconds: 10 } })
    await context.step("work", async () => {
      runner.heartbeatCallback("work", { every: { seconds: 9 }, times: 4 })
    })
    return answer.catch(messageOf)
  })
  const execution = await runner.run(handler)
  expect(execution.durationMs).toBe(46_000)
  expect(execution.deliveries).toHaveLength(4)
})

test("a step may answer through the AWS client, and waits for it in virtual time", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const client = await runner.lambdaClient()
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async (CallbackId) => {
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      await client.send(
        new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "by the client" }),
      )
    }),
  )
  const execution = await runner.run(handler)
  expect(execution.result).toBe("by the client")
  expect(execution.durationMs).toBe(5_000)
  expect(execution.invocations).toHaveLength(1)
})
