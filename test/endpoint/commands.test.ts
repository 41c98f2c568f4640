import {
  CheckpointDurableExecutionCommand,
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  GetDurableExecutionStateCommand,
  type LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  ListFunctionsCommand,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Endpoint } from "../../src/endpoint/index.ts"
import type { DurableTestRunner, StartedExecution } from "../../src/index.ts"
import { invoke } from "../aws/invoke.ts"
import { clientOf, newRunner, order } from "./order.ts"

let runner: DurableTestRunner
let endpoint: Endpoint
let client: LambdaClient

beforeEach(async () => {
  runner = newRunner()
  endpoint = await runner.listen()
  client = clientOf(endpoint)
})

afterEach(async () => {
  client.destroy()
  await runner.close()
})

async function pending(): Promise<{ execution: StartedExecution; id: string; arn: string }> {
  const execution = runner.start(order, { id: "o-1" })
  const { id } = await execution.untilCallback("approve")
  return { execution, id, arn: execution.arn }
}

async function refused(work: Promise<unknown>): Promise<string> {
  const error = (await work.then(
    () => new Error("it was accepted"),
    (reason: unknown) => reason,
  )) as Error & { $metadata?: { httpStatusCode?: number; attempts?: number } }
  const { httpStatusCode, attempts } = error.$metadata ?? {}
  return `${error.name} ${httpStatusCode}, attempts ${attempts}: ${error.message}`
}

describe("over HTTP the real AWS client", () => {
  test("answers a callback, whose execution then ends", async () => {
    const { execution, id } = await pending()
    await client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: id }))
    await client.send(
      new SendDurableExecutionCallbackSuccessCommand({
        CallbackId: id,
        Result: Buffer.from("yes"),
      }),
    )
    const { result, durationMs } = await execution.result()
    expect(result).toEqual({ id: "o-1", approval: "yes" })
    expect(durationMs).toBeGreaterThanOrEqual(7 * 86_400_000)
  })

  test("fails a callback with the error that it sends", async () => {
    const { execution, id } = await pending()
    const Error = { ErrorType: "Refused", ErrorMessage: "too dear" }
    await client.send(new SendDurableExecutionCallbackFailureCommand({ CallbackId: id, Error }))
    const { status, error } = await execution.result()
    expect([status, error?.ErrorMessage]).toEqual(["FAILED", "too dear"])
  })

  test("reads an execution, its history and its place in the list of its function", async () => {
    const { execution, arn } = await pending()
    const read = await client.send(new GetDurableExecutionCommand({ DurableExecutionArn: arn }))
    expect(read).toMatchObject({ Status: "RUNNING", InputPayload: '{"id":"o-1"}' })
    expect(read.StartTimestamp).toBeInstanceOf(Date)
    const history = new GetDurableExecutionHistoryCommand({
      DurableExecutionArn: arn,
      IncludeExecutionData: true,
    })
    const { Events } = await client.send(history)
    expect(Events).toEqual(execution.snapshot().history)
    const list = new ListDurableExecutionsByFunctionCommand({
      FunctionName: "order",
      Statuses: ["RUNNING"],
    })
    const { DurableExecutions } = await client.send(list)
    expect(DurableExecutions?.map(({ DurableExecutionArn }) => DurableExecutionArn)).toEqual([arn])
  })

  test("stops an execution", async () => {
    const { execution, arn } = await pending()
    const { StopTimestamp } = await client.send(
      new StopDurableExecutionCommand({
        DurableExecutionArn: arn,
        Error: { ErrorMessage: "no stock" },
      }),
    )
    expect(StopTimestamp).toBeInstanceOf(Date)
    expect(execution.status).toBe("STOPPED")
  })

  test("checkpoints and reads the state as the function does, with its token", async () => {
    let seen: unknown
    await runner.run(async (event: { DurableExecutionArn: string; CheckpointToken: string }) => {
      const { DurableExecutionArn, CheckpointToken } = event
      const checkpoint = new CheckpointDurableExecutionCommand({
        DurableExecutionArn,
        CheckpointToken,
        Updates: [{ Id: "one", Type: "STEP", Action: "SUCCEED", Payload: "1" }],
      })
      const { CheckpointToken: next } = await client.send(checkpoint)
      const state = new GetDurableExecutionStateCommand({
        DurableExecutionArn,
        CheckpointToken: next,
      })
      const { Operations } = await client.send(state)
      seen = Operations?.map(({ Id, Status }) => [Id, Status])
      return { Status: "SUCCEEDED" }
    })
    expect(seen).toEqual([
      [expect.any(String), "STARTED"],
      ["one", "SUCCEEDED"],
    ])
  })

  test("invokes a function and gets what it returns, after 7 days of virtual time", async () => {
    runner.registerFunction("order", order)
    runner.completeCallback("approve", "yes")
    const { payload, DurableExecutionArn } = await invoke(
      client,
      { FunctionName: "order", Qualifier: "$LATEST" },
      { id: "o-2" },
    )
    expect(payload).toEqual({ id: "o-2", approval: "yes" })
    expect(DurableExecutionArn).toContain("/durable-execution/")
  })

  test("invokes asynchronously, with a name that starts an execution once", async () => {
    runner.registerFunction("order", order)
    runner.completeCallback("approve", "yes")
    const input = {
      FunctionName: "order:$LATEST",
      InvocationType: "Event",
      DurableExecutionName: "o-3",
    } as const
    const first = await invoke(client, input, { id: "o-3" })
    const second = await invoke(client, input, { id: "o-3" })
    expect(first.StatusCode).toBe(202)
    expect(second.DurableExecutionArn).toBe(first.DurableExecutionArn)
    const other = invoke(client, input, { id: "o-4" })
    expect(await refused(other)).toContain(
      "DurableExecutionAlreadyStartedException 409, attempts 1",
    )
  })

  test("sends and gets 6 MB", async () => {
    runner.registerFunction("length", (text: string) => text, { durable: false })
    const text = "x".repeat(6_000_000)
    const { payload } = await invoke(client, { FunctionName: "length" }, text)
    expect(payload).toBe(text)
  })

  test("gets each refusal of the service by name and does not send it again", async () => {
    const { id, arn } = await pending()
    await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId: id }))
    const unknown = { DurableExecutionArn: `${arn}x` }
    expect([
      await refused(client.send(new GetDurableExecutionCommand(unknown))),
      await refused(
        client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId: id })),
      ),
      await refused(
        client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: "a+/==" })),
      ),
      await refused(client.send(new GetDurableExecutionCommand({ DurableExecutionArn: "a b" }))),
      await refused(invoke(client, { FunctionName: "nobody" })),
      await refused(client.send(new ListFunctionsCommand({}))),
    ]).toMatchInlineSnapshot(`
      [
        "ResourceNotFoundException 404, attempts 1: Durable Execution does not exist",
        "CallbackTimeoutException 400, attempts 1: The callback is either timed out or already completed",
        "InvalidParameterValueException 400, attempts 1: Invalid callback id",
        "ValidationException 400, attempts 1: 1 validation error detected: Value 'a b' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)",
        "ResourceNotFoundException 404, attempts 1: Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST",
        "UnknownOperationException 404, attempts 1: Failed to send GET /2015-03-31/functions: the simulated service has no such command. It has Invoke, CheckpointDurableExecution, GetDurableExecutionState, GetDurableExecution, GetDurableExecutionHistory, ListDurableExecutionsByFunction, StopDurableExecution, SendDurableExecutionCallbackSuccess, SendDurableExecutionCallbackFailure, SendDurableExecutionCallbackHeartbeat. Mock the calls of others.",
      ]
    `)
  })

  test("is told by name what is wrong with the test, once", async () => {
    runner.registerFunction(
      "waits",
      withDurableExecution((_event: unknown, context) =>
        context.waitForCallback("nobody", async () => {}),
      ),
    )
    const input = { FunctionName: "waits", Qualifier: "$LATEST" }
    expect(await refused(invoke(client, input))).toContain(
      "BlockedExecutionError 400, attempts 1: The execution cannot continue",
    )
  })
})

test("a request from outside is served while a run is under way", async () => {
  runner.onCallback("approve", async ({ id }) => {
    // The responder's own code is virtual; the client's socket is not.
    await client.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId: id, Result: Buffer.from("ok") }),
    )
  })
  const { result } = await runner.run(order, { id: "o-1" })
  expect(result).toEqual({ id: "o-1", approval: "ok" })
})

test("between two steps of a test open connections cost no time", async () => {
  const { execution, id } = await pending()
  await client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: id }))
  const startedAt = performance.now()
  for (let hour = 0; hour < 20; hour++) await runner.advance({ hours: 1 })
  await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId: id }))
  await execution.result()
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})
