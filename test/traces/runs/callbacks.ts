import type { ErrorObject } from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { exactTimes } from "../../support/exact-times.ts"

export async function completedCallback(): Promise<Execution> {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes", { after: { seconds: 30 } })
  return runner.run(handler)
}

export async function timedOutCallback(): Promise<Execution> {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve", { timeout: { seconds: 5 } })
    return answer
  })
  return new DurableTestRunner(exactTimes).run(handler)
}

export async function failedCallback(): Promise<{ execution: Execution; refusal: ErrorObject }> {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const runner = new DurableTestRunner(exactTimes)
  const refusal = { ErrorType: "Rejected", ErrorMessage: "too expensive", ErrorData: "42" }
  runner.failCallback("approve", refusal, { after: { seconds: 1 } })
  const execution = await runner.run(handler)
  return { execution, refusal }
}

export async function callbackDuringAWait(): Promise<Execution> {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    await context.wait("pause", { seconds: 5 })
    return answer
  })
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes", { after: { seconds: 2 } })
  return runner.run(handler)
}

export async function twoCallbacks(): Promise<Execution> {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [first] = await context.createCallback("A")
    const [second] = await context.createCallback("B")
    return Promise.all([first, second])
  })
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("A", "1", { after: { seconds: 1 } })
  runner.completeCallback("B", "2", { after: { seconds: 2 } })
  return runner.run(handler)
}

export async function callbacksInReverse(): Promise<Execution> {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [first] = await context.createCallback("A")
    const [second] = await context.createCallback("B")
    return [await first, await second]
  })
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("A", "1", { after: { seconds: 2 } })
  runner.completeCallback("B", "2", { after: { seconds: 1 } })
  return runner.run(handler)
}
