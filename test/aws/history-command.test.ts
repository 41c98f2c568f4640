import {
  type Event,
  GetDurableExecutionHistoryCommand,
  type GetDurableExecutionHistoryCommandInput,
  InvalidParameterValueException,
  type LambdaClient,
  paginateGetDurableExecutionHistory,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { setTimeout as sleep } from "node:timers/promises"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { expect, test } from "vitest"
import { expectRejection } from "../runner/expect-error.ts"

/** Something of every kind of event that carries data. */
const handler = withDurableExecution(async (_event: unknown, context) => {
  await context.step("charge", async () => ({ paid: 12 }))
  await context
    .step(
      "decline",
      async () => {
        throw new Error("no funds")
      },
      { retryStrategy: () => ({ shouldRetry: false }) },
    )
    .catch(() => {})
  await context.wait("sleep", { seconds: 10 })
  const answer = await context.waitForCallback("approve", async () => {}, {
    timeout: { hours: 2 },
    heartbeatTimeout: { hours: 1 },
  })
  return context.invoke("notify", "notify", { answer })
})

async function run(): Promise<{ client: LambdaClient; execution: Execution }> {
  const runner = new DurableTestRunner()
  runner.registerFunction("notify", async () => ({ sent: true }), { durable: false })
  runner.completeCallback("approve", "yes")
  const client = await runner.lambdaClient()
  return { client, execution: await runner.run(handler, { order: 1 }) }
}

type Options = Omit<GetDurableExecutionHistoryCommandInput, "DurableExecutionArn">

async function read(
  client: LambdaClient,
  { arn: DurableExecutionArn }: Execution,
  options: Options = {},
): Promise<Event[]> {
  const command = new GetDurableExecutionHistoryCommand({ DurableExecutionArn, ...options })
  return (await client.send(command)).Events ?? []
}

test("a history comes through the wire as the result of the run has it", async () => {
  const { client, execution } = await run()
  expect(await read(client, execution)).toEqual(execution.history)
})

test("newest first, the events keep their numbers", async () => {
  const { client, execution } = await run()
  const reversed = await read(client, execution, { ReverseOrder: true })
  expect(reversed).toEqual([...execution.history].toReversed())
  expect(reversed.at(-1)?.EventId).toBe(1)
})

test.each([false, true])("pages lead through it, ReverseOrder %s", async (ReverseOrder) => {
  const { client, execution } = await run()
  const request = { DurableExecutionArn: execution.arn, ReverseOrder, MaxItems: 4 }
  const pages: Event[][] = []
  for await (const { Events } of paginateGetDurableExecutionHistory({ client }, request)) {
    pages.push(Events ?? [])
  }
  const count = execution.history.length
  expect(pages).toHaveLength(Math.ceil(count / 4))
  expect(pages.flat()).toEqual(await read(client, execution, { ReverseOrder }))
})

test("100 events are a page where nobody says otherwise", async () => {
  const many = withDurableExecution(async (_event: unknown, context) => {
    for (let index = 0; index < 60; index++) await context.step(async () => index)
  })
  const runner = new DurableTestRunner()
  const execution = await runner.run(many)
  const client = await runner.lambdaClient()
  expect(execution.history.length).toBeGreaterThan(100)
  expect(await read(client, execution)).toHaveLength(100)
  expect(await read(client, execution, { MaxItems: 0 })).toHaveLength(100)
  expect(await read(client, execution, { MaxItems: 1_000 })).toEqual(execution.history)
})

test("without data, payloads and errors are truncated and all else stays", async () => {
  const { client, execution } = await run()
  const bare = await read(client, execution, { IncludeExecutionData: false })
  expect(bare.map(({ EventType, Name }) => [EventType, Name])).toEqual(
    execution.history.map(({ EventType, Name }) => [EventType, Name]),
  )
  const text = JSON.stringify(bare)
  expect(text).not.toContain("Payload")
  expect(text).not.toContain('"Truncated":false')
  const [started] = bare
  expect(started?.ExecutionStartedDetails).toEqual({
    Input: { Truncated: true },
    ExecutionTimeout: 31_622_400,
  })
  const callback = bare.find(({ EventType }) => EventType === "CallbackStarted")
  expect(callback?.CallbackStartedDetails).toEqual({
    CallbackId: expect.any(String),
    Timeout: 7_200,
    HeartbeatTimeout: 3_600,
  })
  const invoke = bare.find(({ EventType }) => EventType === "ChainedInvokeStarted")
  expect(invoke?.ChainedInvokeStartedDetails).toMatchObject({
    FunctionName: "notify",
    Input: { Truncated: true },
    ExecutedVersion: "$LATEST",
  })
})

test("a running execution has the history so far", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  const looking = withDurableExecution((_event: unknown, context) =>
    context.step("look", async () => {
      // The start of the step is checkpointed while it runs.
      await sleep(1_000)
      const DurableExecutionArn = context.executionContext.durableExecutionArn
      const command = new GetDurableExecutionHistoryCommand({ DurableExecutionArn })
      return (await client.send(command)).Events?.map(({ EventType }) => EventType)
    }),
  )
  const { result } = await runner.run(looking)
  expect(result).toEqual(["ExecutionStarted", "StepStarted"])
})

test("an execution that does not exist, a foreign marker and a wrong ARN are refused", async () => {
  const { client, execution } = await run()
  const DurableExecutionArn = execution.arn.replace(/[0-9a-f]{12}$/, "000000000000")
  const missing = client.send(new GetDurableExecutionHistoryCommand({ DurableExecutionArn }))
  const error = await expectRejection(missing, ResourceNotFoundException)
  expect(error).toMatchObject({
    message: "Durable Execution does not exist",
    $metadata: { httpStatusCode: 404 },
  })
  const command = new GetDurableExecutionHistoryCommand({
    DurableExecutionArn: execution.arn,
    MaxItems: 2,
  })
  const { NextMarker: Marker } = await client.send(command)
  const reversed = read(client, execution, { Marker, ReverseOrder: true })
  const refused = await expectRejection(reversed, InvalidParameterValueException)
  expect(refused).toMatchObject({ message: "Invalid Marker", $metadata: { httpStatusCode: 400 } })
  const wrong = { DurableExecutionArn: "no-arn" }
  await expect(client.send(new GetDurableExecutionHistoryCommand(wrong))).rejects.toMatchObject({
    name: "ValidationException",
  })
})
