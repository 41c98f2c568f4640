import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { Context } from "aws-lambda"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"

test("the Lambda context has what the runtime gives", async () => {
  const contexts: Context[] = []
  const handler = withDurableExecution(async (_event: unknown, context) => {
    contexts.push(context.lambdaContext)
    await context.wait({ seconds: 1 })
  })
  const runner = new DurableTestRunner({ ...asNeeded, functionName: "orders" })
  const { invocations } = await runner.run(handler)
  expect(contexts).toHaveLength(2)
  expect(contexts.map(({ awsRequestId }) => awsRequestId)).toEqual(
    invocations.map(({ requestId }) => requestId),
  )
  const [context] = contexts
  expect(context).toMatchObject({
    functionName: "orders",
    functionVersion: "$LATEST",
    memoryLimitInMB: "128",
    logGroupName: "/aws/lambda/orders",
    callbackWaitsForEmptyEventLoop: true,
  })
  expect(context?.invokedFunctionArn).toBe(
    "arn:aws:lambda:us-east-1:123456789012:function:orders:$LATEST",
  )
  expect(context?.logStreamName).toMatch(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/)
})

test("a handler may look at, copy and log its Lambda context", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const copy = { ...context.lambdaContext }
    return [Object.keys(copy).includes("awsRequestId"), JSON.stringify(copy).length > 0]
  })
  expect((await new DurableTestRunner().run(handler)).result).toEqual([true, true])
})

test("a plain function gets the same context, without traps for durable methods", async () => {
  const plain = async (
    _event: unknown,
    context: Context & { step?: unknown },
  ): Promise<unknown> => [context.functionName, context.getRemainingTimeInMillis(), context.step]
  const runner = new DurableTestRunner().registerFunction("plain", plain, {
    durable: false,
    functionTimeout: { seconds: 9 },
  })
  const handler = withDurableExecution((_event: unknown, context) => context.invoke("plain"))
  expect((await runner.run(handler)).result).toEqual(["plain", 9_000, null])
})
