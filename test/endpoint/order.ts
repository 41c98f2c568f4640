import { LambdaClient } from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { Endpoint } from "../../src/endpoint/index.ts"
import { DurableTestRunner, type LambdaHandler } from "../../src/index.ts"

/** An order that somebody has to approve. */
export const order: LambdaHandler = withDurableExecution(async (event: { id: string }, context) => {
  await context.step("reserve", async () => event.id)
  const approval = await context.waitForCallback("approve", async () => {}, {
    timeout: { hours: 24 },
  })
  await context.wait("cool off", { days: 7 })
  return { id: event.id, approval }
})

/** Its options are pinned, whatever the suite runs with. */
export function newRunner(): DurableTestRunner {
  return new DurableTestRunner({
    functionName: "order",
    checkpointLatency: { milliseconds: 0 },
    pageSize: 1_000,
    replay: "as-needed",
  })
}

export function clientOf({ url }: Endpoint): LambdaClient {
  return new LambdaClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  })
}
