import {
  InvalidParameterValueException,
  InvalidRequestContentException,
  InvokeCommand,
  type LambdaClient,
  RequestTooLargeException,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { Context } from "aws-lambda"
import { DurableTestRunner, type FunctionOptions } from "durable-test-runner"
import { expect, test } from "vitest"
import { expectRejection } from "../runner/expect-error.ts"
import { invoke } from "./invoke.ts"

type Handler = (event: never, context: Context) => unknown

/** A client of a runner that knows one plain function, "plain". */
async function clientOf(handler: Handler, options?: FunctionOptions): Promise<LambdaClient> {
  const runner = new DurableTestRunner()
  runner.registerFunction("plain", handler, { durable: false, ...options })
  return runner.lambdaClient()
}

const plain = { FunctionName: "plain" }

test("a plain function runs once and answers what it returns", async () => {
  const calls: unknown[] = []
  const client = await clientOf(async (event) => {
    calls.push(event)
    return { doubled: (event as { n: number }).n * 2 }
  })
  expect(await invoke(client, plain, { n: 21 })).toEqual({
    StatusCode: 200,
    ExecutedVersion: "$LATEST",
    payload: { doubled: 42 },
  })
  expect(calls).toEqual([{ n: 21 }])
})

test("a plain function without a payload gets an empty object; one that returns nothing answers null", async () => {
  const events: unknown[] = []
  const client = await clientOf((event) => {
    events.push(event)
  })
  expect(await invoke(client, plain)).toMatchObject({ StatusCode: 200, payload: null })
  expect(events).toEqual([{}])
})

test("a plain function has the context of Lambda, with its own request id and virtual time", async () => {
  const client = await clientOf(
    async (_event, context) => {
      const before = context.getRemainingTimeInMillis()
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      return [context.functionName, before, context.getRemainingTimeInMillis(), Date.now()]
    },
    { functionTimeout: { seconds: 3 } },
  )
  const { payload } = await invoke(client, plain)
  expect(payload).toEqual(["plain", 3_000, 2_000, Date.UTC(2026, 0, 1, 0, 0, 1)])
})

test("what a plain function throws is a FunctionError", async () => {
  const client = await clientOf(() => {
    throw new RangeError("out of stock")
  })
  expect(await invoke(client, plain)).toEqual({
    StatusCode: 200,
    ExecutedVersion: "$LATEST",
    FunctionError: "Unhandled",
    payload: { errorType: "RangeError", errorMessage: "out of stock" },
  })
})

test("a plain function that times out or exits is a FunctionError of the runtime", async () => {
  const slow = await clientOf(() => new Promise((resolve) => setTimeout(resolve, 5_000)), {
    functionTimeout: { seconds: 3 },
  })
  expect((await invoke(slow, plain)).payload).toEqual({
    errorType: "Sandbox.Timedout",
    errorMessage: expect.stringMatching(
      /^2026-01-01T00:00:03.000Z [0-9a-f-]{36} Task timed out after 3.00 seconds$/,
    ),
  })
  const exiting = await clientOf(() => process.exit(3))
  expect((await invoke(exiting, plain)).payload).toEqual({
    errorType: "Runtime.ExitError",
    errorMessage: expect.stringMatching(/Runtime exited with error: exit status 3$/),
  })
})

test("a plain function that returns what is not JSON fails as in Lambda's runtime", async () => {
  const client = await clientOf(() => 10n)
  expect((await invoke(client, plain)).payload).toEqual({
    errorType: "Runtime.MarshalError",
    errorMessage: "Unable to stringify response body",
  })
})

test("a plain answer of more than 6 MiB is a FunctionError", async () => {
  const client = await clientOf(() => "x".repeat(6 * 1024 * 1024 + 99))
  expect((await invoke(client, plain)).payload).toEqual({
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
  })
  const fits = await clientOf(() => "x".repeat(6 * 1024 * 1024 + 98))
  expect((await invoke(fits, plain)).payload).toHaveLength(6 * 1024 * 1024 + 98)
})

test("Event runs a plain function once, whatever comes of it, and answers 202", async () => {
  let calls = 0
  const client = await clientOf(async () => {
    await new Promise((resolve) => setTimeout(resolve, 60_000))
    calls++
    throw new Error("nobody hears this")
  })
  const answer = await invoke(client, { ...plain, InvocationType: "Event" })
  expect(answer).toEqual({ StatusCode: 202, payload: undefined })
  expect(calls).toBe(1)
})

test("DryRun of a plain function answers 204 and does not run it", async () => {
  const client = await clientOf(() => {
    throw new Error("it ran")
  })
  const answer = await invoke(client, { ...plain, InvocationType: "DryRun" })
  expect(answer).toEqual({ StatusCode: 204, payload: undefined })
})

const FORMS = [
  "plain",
  "plain:$LATEST",
  "plain:3",
  "plain:live",
  "123456789012:function:plain",
  "123456789012:function:plain:live",
  "arn:aws:lambda:us-east-1:123456789012:function:plain",
  "arn:aws:lambda:us-east-1:123456789012:function:plain:3",
]

test.each(FORMS)("%s names the function", async (FunctionName) => {
  const client = await clientOf((_event, { invokedFunctionArn }) => invokedFunctionArn, {
    version: "3",
    aliases: ["live"],
  })
  const isVersion = /:(3|live)$/.test(FunctionName)
  const { ExecutedVersion, payload } = await invoke(client, { FunctionName })
  expect(ExecutedVersion).toBe(isVersion ? "3" : "$LATEST")
  expect(payload).toBe(`arn:aws:lambda:us-east-1:123456789012:function:plain:${ExecutedVersion}`)
})

test.each([
  ["nowhere", "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nowhere:$LATEST"],
  ["plain:9", "Function not found: arn:aws:lambda:us-east-1:123456789012:function:plain:9"],
  [
    "arn:aws:lambda:eu-west-1:123456789012:function:plain",
    "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:plain",
  ],
  [
    "arn:aws:lambda:us-east-1:999999999999:function:plain",
    "Function not found: arn:aws:lambda:us-east-1:999999999999:function:plain",
  ],
])("%s is a ResourceNotFoundException, 404", async (FunctionName, message) => {
  const client = await clientOf(() => 1)
  const error = await expectRejection(invoke(client, { FunctionName }), ResourceNotFoundException)
  expect(error).toMatchObject({
    message,
    Type: "User",
    $metadata: { httpStatusCode: 404 },
  })
})

test("text that is no function, and qualifiers that differ, are InvalidParameterValueExceptions", async () => {
  const client = await clientOf(() => 1, { version: "3", aliases: ["live"] })
  const messages = []
  for (const input of [
    { FunctionName: "arn:aws:s3:::bucket" },
    { FunctionName: "plain:3", Qualifier: "live" },
    { FunctionName: "plain", DurableExecutionName: "a-name" },
  ]) {
    const error = await expectRejection(invoke(client, input), InvalidParameterValueException)
    messages.push(error.message)
  }
  expect(messages).toMatchInlineSnapshot(`
    [
      "Invalid function ARN 'arn:aws:s3:::bucket'",
      "The derived qualifier from the function name does not match the specified qualifier.",
      "The function is not a durable function: arn:aws:lambda:us-east-1:123456789012:function:plain:$LATEST",
    ]
  `)
})

test("a payload that is not JSON is an InvalidRequestContentException, 400", async () => {
  const client = await clientOf(() => 1)
  const error = await expectRejection(
    client.send(new InvokeCommand({ FunctionName: "plain", Payload: "{" })),
    InvalidRequestContentException,
  )
  expect(error).toMatchObject({
    message: "Could not parse request body into json.",
    Type: "User",
    $metadata: { httpStatusCode: 400 },
  })
})

test("a payload of more than 6 MiB is a RequestTooLargeException, 413", async () => {
  const client = await clientOf(() => 1)
  const refused = invoke(client, plain, "x".repeat(6 * 1024 * 1024))
  const error = await expectRejection(refused, RequestTooLargeException)
  expect(error.$metadata.httpStatusCode).toBe(413)
})

test("an invocation type that does not exist is refused by its shape", async () => {
  const client = await clientOf(() => 1)
  const refused = invoke(client, { ...plain, InvocationType: "Eventually" as never })
  await expect(refused).rejects.toMatchObject({ name: "ValidationException" })
})

test("a plain function is found by another, and by a durable one, through the client", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  runner.registerFunction("inner", (n: number) => n + 1, { durable: false })
  runner.registerFunction(
    "outer",
    async (n: number) => (await invoke(client, { FunctionName: "inner" }, n * 10)).payload,
    { durable: false },
  )
  const handler = withDurableExecution((n: number, context) =>
    context.step("ask", async () => (await invoke(client, { FunctionName: "outer" }, n)).payload),
  )
  expect((await runner.run(handler, 4)).result).toBe(41)
})
