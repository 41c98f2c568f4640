import {
  GetDurableExecutionCommand,
  type LambdaClient,
  ResourceNotFoundException,
  StopDurableExecutionCommand,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { setTimeout as sleep } from "node:timers/promises"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "../runner/expect-error.ts"
import { invoke } from "./invoke.ts"

const sleeper = withDurableExecution(async (event: { fail?: boolean }, context) => {
  await context.wait("sleep", { seconds: 90 })
  if (event.fail === true) throw new RangeError("too late")
  return { slept: 90 }
})

interface Ran {
  readonly client: LambdaClient
  readonly execution: Execution
  readonly DurableExecutionArn: string
}

async function run(event: object): Promise<Ran> {
  const runner = new DurableTestRunner({ ...exactTimes, functionName: "sleeper" })
  const client = await runner.lambdaClient()
  const execution = await runner.run(sleeper, event, { name: "s-1" })
  return { client, execution, DurableExecutionArn: execution.arn }
}

const unknown = (arn: string): string => arn.replace(/[0-9a-f]{12}$/, "000000000000")

describe("GetDurableExecution", () => {
  test("answers all there is to know of a closed execution", async () => {
    const { client, DurableExecutionArn } = await run({ some: "input" })
    const command = new GetDurableExecutionCommand({ DurableExecutionArn })
    const { $metadata, ...answer } = await client.send(command)
    expect($metadata.httpStatusCode).toBe(200)
    expect(answer).toEqual({
      DurableExecutionArn,
      DurableExecutionName: "s-1",
      FunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:sleeper:$LATEST",
      Version: "$LATEST",
      Status: "SUCCEEDED",
      StartTimestamp: new Date("2026-01-01T00:00:00Z"),
      EndTimestamp: new Date("2026-01-01T00:01:30Z"),
      InputPayload: '{"some":"input"}',
      Result: '{"slept":90}',
      DurableConfig: { ExecutionTimeout: 31_622_400, RetentionPeriodInDays: 14 },
      ExecutionDataIncluded: true,
    })
  })

  test("answers the error of an execution that failed, and no result", async () => {
    const { client, DurableExecutionArn } = await run({ fail: true })
    const answer = await client.send(new GetDurableExecutionCommand({ DurableExecutionArn }))
    expect(answer).toMatchObject({
      Status: "FAILED",
      Error: { ErrorType: "RangeError", ErrorMessage: "too late" },
    })
    expect(answer).not.toHaveProperty("Result")
  })

  test("answers an execution that runs without an end", async () => {
    const runner = new DurableTestRunner()
    const client = await runner.lambdaClient()
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step("look", async () => {
        const DurableExecutionArn = context.executionContext.durableExecutionArn
        const answer = await client.send(new GetDurableExecutionCommand({ DurableExecutionArn }))
        return [answer.Status, "EndTimestamp" in answer]
      }),
    )
    expect((await runner.run(handler)).result).toEqual(["RUNNING", false])
  })

  test("leaves the data out if it is asked to", async () => {
    const { client, DurableExecutionArn } = await run({ some: "input" })
    const request = { DurableExecutionArn, IncludeExecutionData: false }
    const answer = await client.send(new GetDurableExecutionCommand(request))
    expect(answer.ExecutionDataIncluded).toBe(false)
    expect(answer).not.toHaveProperty("InputPayload")
    expect(answer).not.toHaveProperty("Result")
  })

  test("of an execution that does not exist is a ResourceNotFoundException, 404", async () => {
    const { client, DurableExecutionArn } = await run({})
    const command = new GetDurableExecutionCommand({
      DurableExecutionArn: unknown(DurableExecutionArn),
    })
    const error = await expectRejection(client.send(command), ResourceNotFoundException)
    expect(error).toMatchObject({
      name: "ResourceNotFoundException",
      message: "Durable Execution does not exist",
      Type: "User",
      $fault: "client",
      $metadata: { httpStatusCode: 404 },
    })
  })

  test("of what is no ARN of an execution is a ValidationException, 400", async () => {
    const { client } = await run({})
    const command = new GetDurableExecutionCommand({ DurableExecutionArn: "arn:aws:lambda:x" })
    await expect(client.send(command)).rejects.toMatchObject({
      name: "ValidationException",
      $metadata: { httpStatusCode: 400 },
      message: expect.stringContaining("Value 'arn:aws:lambda:x' at 'durableExecutionArn'"),
    })
  })
})

describe("StopDurableExecution", () => {
  /** An execution that stops itself from a step after a minute, and what that was answered. */
  async function stopped(error?: object): Promise<Ran & { readonly answers: unknown[] }> {
    const runner = new DurableTestRunner(exactTimes)
    const client = await runner.lambdaClient()
    const answers: unknown[] = []
    const handler = withDurableExecution(async (_event: unknown, context) => {
      await context.wait({ minutes: 1 })
      await context.step("stop", async () => {
        // The start of the step is checkpointed while it runs.
        await sleep(1_000)
        const DurableExecutionArn = context.executionContext.durableExecutionArn
        const request = { DurableExecutionArn, ...(error && { Error: error }) }
        const { $metadata, ...answer } = await client.send(new StopDurableExecutionCommand(request))
        answers.push([$metadata.httpStatusCode, answer])
      })
    })
    const execution = await runner.run(handler)
    return { client, execution, DurableExecutionArn: execution.arn, answers }
  }

  const StopTimestamp = new Date("2026-01-01T00:01:01Z")

  test("closes the execution with the error that is given", async () => {
    const error = { ErrorType: "Cancelled", ErrorMessage: "by hand", ErrorData: "d" }
    const { execution, answers } = await stopped(error)
    expect(answers).toEqual([[200, { StopTimestamp }]])
    expect(execution.status).toBe("STOPPED")
    expect(execution.error).toEqual(error)
    expect(execution.history.map(({ EventType }) => EventType)).toEqual([
      "ExecutionStarted",
      "WaitStarted",
      "InvocationCompleted",
      "WaitSucceeded",
      "StepStarted",
      "ExecutionStopped",
      "InvocationCompleted",
    ])
    expect(execution.history[5]?.ExecutionStoppedDetails).toEqual({
      Error: { Payload: error, Truncated: false },
    })
  })

  test("closes it with an empty error where none is given", async () => {
    const { execution } = await stopped()
    expect(execution.status).toBe("STOPPED")
    expect(execution.error).toEqual({})
    expect(execution.history[5]?.ExecutionStoppedDetails).toEqual({
      Error: { Payload: {}, Truncated: false },
    })
  })

  test("of a closed execution answers when that was, and changes nothing", async () => {
    const { client, DurableExecutionArn } = await run({})
    const request = { DurableExecutionArn, Error: { ErrorType: "Late" } }
    const answer = await client.send(new StopDurableExecutionCommand(request))
    expect(answer.StopTimestamp).toEqual(new Date("2026-01-01T00:01:30Z"))
    const after = await client.send(new GetDurableExecutionCommand({ DurableExecutionArn }))
    expect(after.Status).toBe("SUCCEEDED")
  })

  test("of an execution that does not exist is a ResourceNotFoundException, 404", async () => {
    const { client, DurableExecutionArn } = await run({})
    const command = new StopDurableExecutionCommand({
      DurableExecutionArn: unknown(DurableExecutionArn),
    })
    const error = await expectRejection(client.send(command), ResourceNotFoundException)
    expect(error.message).toBe("Durable Execution does not exist")
    expect(error.$metadata.httpStatusCode).toBe(404)
  })

  test("stops the target of a chained invoke, and its caller hears of it", async () => {
    const runner = new DurableTestRunner()
    const client = await runner.lambdaClient()
    const child = withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("approve", async () => {}),
    )
    runner.registerFunction("child", child)
    runner.onCallback("approve", async ({ executionArn: DurableExecutionArn }) => {
      const Error = { ErrorType: "Cancelled", ErrorMessage: "by hand" }
      await client.send(new StopDurableExecutionCommand({ DurableExecutionArn, Error }))
    })
    const parent = withDurableExecution((_event: unknown, context) =>
      context.invoke("call", "child:$LATEST", {}),
    )
    const execution = await runner.run(parent)
    expect(execution.operation("call").status).toBe("STOPPED")
    expect(execution.operation("call").error).toEqual({
      ErrorType: "Cancelled",
      ErrorMessage: "by hand",
    })
  })
})

test("an execution is there for its retention period, and then gone", async () => {
  const runner = new DurableTestRunner({ functionName: "sleeper" })
  const client = await runner.lambdaClient()
  const { arn: DurableExecutionArn } = await runner.run(sleeper, {})
  const late = withDurableExecution((days: number, context) => context.wait({ days }))
  runner.registerFunction("late", late)
  const get = (): Promise<unknown> =>
    client.send(new GetDurableExecutionCommand({ DurableExecutionArn }))
  await invoke(client, { FunctionName: "late:$LATEST" }, 13)
  await expect(get()).resolves.toMatchObject({ Status: "SUCCEEDED" })
  await invoke(client, { FunctionName: "late:$LATEST" }, 2)
  await expectRejection(get(), ResourceNotFoundException)
})
