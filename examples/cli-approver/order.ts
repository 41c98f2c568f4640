import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { LambdaHandler } from "durable-test-runner"

export interface Order {
  readonly id: string
  readonly amount: number
}

/** An order that is approved from outside, and delivered after a week. */
export const handler: LambdaHandler = withDurableExecution(async (order: Order, context) => {
  const approval = await context.waitForCallback("approve", async () => {}, {
    timeout: { days: 1 },
  })
  await context.wait("delivery", { days: 7 })
  return { id: order.id, approval }
})
