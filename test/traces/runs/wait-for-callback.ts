import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { exactTimes } from "../../support/exact-times.ts"
import { retryEverySecond } from "../strategies.ts"

export async function answeredWaitForCallback(): Promise<{
  execution: Execution
  submitted: string[]
}> {
  const submitted: string[] = []
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async (callbackId) => {
      submitted.push(callbackId)
    }),
  )
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes", { after: { seconds: 30 } })
  const execution = await runner.run(handler)
  return { execution, submitted }
}

export async function submitterThatFailsTwice(): Promise<{
  execution: Execution
  submitted: string[]
}> {
  const submitted: string[] = []
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback(
      "approve",
      async (callbackId) => {
        submitted.push(callbackId)
        throw new Error("approver is down")
      },
      { retryStrategy: retryEverySecond(2) },
    ),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  return { execution, submitted }
}

export async function submitterThatFailsOnce(): Promise<Execution> {
  let attempts = 0
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback(
      "approve",
      async () => {
        if (++attempts === 1) throw new Error("approver is down")
      },
      { retryStrategy: retryEverySecond(2) },
    ),
  )
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes")
  return runner.run(handler)
}
