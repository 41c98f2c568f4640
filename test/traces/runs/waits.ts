import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { exactTimes } from "../../support/exact-times.ts"

export async function waitOfTwoSeconds(): Promise<Execution> {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.wait("pause", { seconds: 2 })
    return "done"
  })
  return new DurableTestRunner(exactTimes).run(handler)
}

export async function waitsThatEndTogether(): Promise<Execution> {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await Promise.all([context.wait("left", { seconds: 5 }), context.wait("right", { seconds: 5 })])
  })
  return new DurableTestRunner(exactTimes).run(handler)
}
