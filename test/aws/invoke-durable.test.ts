import {
  DurableExecutionAlreadyStartedException,
  GetDurableExecutionCommand,
  InvalidParameterValueException,
  type LambdaClient,
  RequestTooLargeException,
  StopDurableExecutionCommand,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type DurableTestRunnerOptions } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "../runner/expect-error.ts"
import { invoke } from "./invoke.ts"

const greeting = withDurableExecution(async ({ name }: { name: string }, context) => {
  await context.wait("a while", { hours: 1 })
  return `hello, ${name}`
})

/** A client of a runner that knows the function "greeting", and has not run anything. */
async function clientOf(options?: DurableTestRunnerOptions): Promise<LambdaClient> {
  const runner = new DurableTestRunner(options)
  runner.registerFunction("greeting", greeting, { version: "7", aliases: ["live"] })
  return runner.lambdaClient()
}

const target = { FunctionName: "greeting", Qualifier: "live" }

test("RequestResponse answers the result of the execution, when it has closed", async () => {
  const client = await clientOf(exactTimes)
  const answer = await invoke(client, { ...target, DurableExecutionName: "g-1" }, { name: "ada" })
  expect(answer).toEqual({
    StatusCode: 200,
    ExecutedVersion: "7",
    DurableExecutionArn: expect.stringMatching(
      /^arn:aws:lambda:us-east-1:123456789012:function:greeting:7\/durable-execution\/g-1\/[0-9a-f-]{36}$/,
    ),
    payload: "hello, ada",
  })
  const { DurableExecutionArn } = answer
  const execution = await client.send(new GetDurableExecutionCommand({ DurableExecutionArn }))
  const lasted = execution.EndTimestamp!.getTime() - execution.StartTimestamp!.getTime()
  expect(lasted).toBe(3_600_000)
})

test("Event answers 202 with the ARN, and the execution runs", async () => {
  const client = await clientOf()
  const answer = await invoke(client, { ...target, InvocationType: "Event" }, { name: "ada" })
  expect(answer).toEqual({
    StatusCode: 202,
    DurableExecutionArn: expect.stringContaining("function:greeting:7/durable-execution/"),
    payload: undefined,
  })
  const { DurableExecutionArn } = answer
  const execution = await client.send(new GetDurableExecutionCommand({ DurableExecutionArn }))
  expect(execution).toMatchObject({ Status: "SUCCEEDED", Result: '"hello, ada"' })
})

test("DryRun answers 204 and starts nothing", async () => {
  const answer = await invoke(await clientOf(), { ...target, InvocationType: "DryRun" })
  expect(answer).toEqual({ StatusCode: 204, payload: undefined })
})

test("the same name and payload find the execution again, whether it runs or has closed", async () => {
  const client = await clientOf()
  const named = { ...target, DurableExecutionName: "once" }
  const [one, two] = await Promise.all([
    invoke(client, named, { name: "ada" }),
    invoke(client, named, { name: "ada" }),
  ])
  expect(two).toEqual(one)
  expect(await invoke(client, named, { name: "ada" })).toEqual(one)
  const again = await invoke(client, { ...named, InvocationType: "Event" }, { name: "ada" })
  expect(again.DurableExecutionArn).toBe(one.DurableExecutionArn)
})

test("the same name with another payload is a DurableExecutionAlreadyStartedException, 409", async () => {
  const client = await clientOf()
  const named = { ...target, DurableExecutionName: "once" }
  const { DurableExecutionArn } = await invoke(client, named, { name: "ada" })
  const error = await expectRejection(
    invoke(client, named, { name: "bob" }),
    DurableExecutionAlreadyStartedException,
  )
  expect(error).toMatchObject({
    name: "DurableExecutionAlreadyStartedException",
    message: `Execution already started: ${DurableExecutionArn}`,
    Type: "User",
    $fault: "client",
    $metadata: { httpStatusCode: 409 },
  })
})

test("without a payload the execution has no input", async () => {
  const runner = new DurableTestRunner()
  const echo = withDurableExecution(async (event: unknown) => ({ event }))
  const client = await runner.registerFunction("echo", echo).lambdaClient()
  const answer = await invoke(client, { FunctionName: "echo:$LATEST" })
  expect(answer.payload).toEqual({ event: {} })
  const command = new GetDurableExecutionCommand({
    DurableExecutionArn: answer.DurableExecutionArn,
  })
  expect(await client.send(command)).not.toHaveProperty("InputPayload")
})

test("a result of undefined is an empty payload", async () => {
  const runner = new DurableTestRunner()
  runner.registerFunction(
    "quiet",
    withDurableExecution(async () => {}),
  )
  const answer = await invoke(await runner.lambdaClient(), { FunctionName: "quiet:$LATEST" })
  expect(answer).toMatchObject({ StatusCode: 200, payload: undefined })
  expect(answer).not.toHaveProperty("FunctionError")
})

test("an execution that fails is a FunctionError with the error as payload", async () => {
  const runner = new DurableTestRunner()
  const failing = withDurableExecution(async () => {
    throw new TypeError("no order")
  })
  const client = await runner.registerFunction("failing", failing).lambdaClient()
  expect(await invoke(client, { FunctionName: "failing:$LATEST" })).toEqual({
    StatusCode: 200,
    ExecutedVersion: "$LATEST",
    FunctionError: "Unhandled",
    DurableExecutionArn: expect.any(String),
    payload: { errorType: "TypeError", errorMessage: "no order" },
  })
})

test("an execution that times out is a FunctionError without a type", async () => {
  const runner = new DurableTestRunner()
  runner.registerFunction("greeting", greeting, { executionTimeout: { minutes: 5 } })
  const client = await runner.lambdaClient()
  const answer = await invoke(client, { FunctionName: "greeting:$LATEST" }, {})
  expect(answer).toMatchObject({
    FunctionError: "Unhandled",
    payload: { errorMessage: "Execution timed out after 300 seconds." },
  })
})

test("an execution that is stopped is a FunctionError with the error it was stopped with", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  const approval = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  runner.registerFunction("approval", approval)
  runner.onCallback("approve", async ({ executionArn }) => {
    const Error = { ErrorType: "Cancelled", ErrorMessage: "by hand" }
    await client.send(new StopDurableExecutionCommand({ DurableExecutionArn: executionArn, Error }))
  })
  expect(await invoke(client, { FunctionName: "approval:$LATEST" })).toMatchObject({
    FunctionError: "Unhandled",
    payload: { errorType: "Cancelled", errorMessage: "by hand" },
  })
})

test("an unqualified name is an InvalidParameterValueException, for every type of invocation", async () => {
  const client = await clientOf()
  for (const InvocationType of ["RequestResponse", "Event", "DryRun"] as const) {
    const refused = invoke(client, { FunctionName: "greeting", InvocationType }, {})
    const error = await expectRejection(refused, InvalidParameterValueException)
    expect(error).toMatchObject({
      message: "You cannot invoke a durable function using an unqualified ARN.",
      Type: "User",
      $metadata: { httpStatusCode: 400 },
    })
  }
})

test("a synchronous execution may answer 6 MiB, an asynchronous one 1 MiB", async () => {
  const runner = new DurableTestRunner()
  const large = withDurableExecution(async (size: number) => "x".repeat(size))
  const client = await runner.registerFunction("large", large).lambdaClient()
  const large2MiB = { FunctionName: "large:$LATEST" }
  const answer = await invoke(client, large2MiB, 2 * 1024 * 1024)
  expect(answer.payload).toHaveLength(2 * 1024 * 1024)
  const { DurableExecutionArn } = await invoke(
    client,
    { ...large2MiB, InvocationType: "Event" },
    2 * 1024 * 1024,
  )
  const execution = await client.send(new GetDurableExecutionCommand({ DurableExecutionArn }))
  expect(execution).toMatchObject({
    Status: "FAILED",
    Error: {
      ErrorMessage: "Execution output payload size must be less than or equal to 1048576 bytes.",
    },
  })
})

test("an input that is too large is a RequestTooLargeException, 413", async () => {
  const client = await clientOf()
  const payload = { name: "x".repeat(1024 * 1024) }
  const refused = invoke(client, { ...target, InvocationType: "Event" }, payload)
  const error = await expectRejection(refused, RequestTooLargeException)
  expect(error).toMatchObject({
    message: "Request must be smaller than 1048576 bytes for the InvokeFunction operation",
    $metadata: { httpStatusCode: 413 },
  })
  expect(await invoke(client, target, payload)).toMatchObject({ StatusCode: 200 })
})

test("a name that no execution may have is refused by its shape", async () => {
  const refused = invoke(await clientOf(), { ...target, DurableExecutionName: "no name" })
  await expect(refused).rejects.toMatchObject({
    name: "ValidationException",
    $metadata: { httpStatusCode: 400 },
    message:
      "1 validation error detected: Value 'no name' at 'durableExecutionName' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+",
  })
})
