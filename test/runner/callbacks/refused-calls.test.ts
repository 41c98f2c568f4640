import {
  CallbackTimeoutException,
  GetDurableExecutionHistoryCommand,
  InvalidParameterValueException,
  ResourceNotFoundException,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, UnusedScriptError } from "durable-test-runner"
import { ServiceError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { nameOf } from "../error-text.ts"
import { expectRejection } from "../expect-error.ts"

const CLOSED = "The callback is either timed out or already completed"

const approval = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [answer] = await context.createCallback("approve", { timeout: { hours: 1 } })
  return answer
})

async function historyNow(runner: DurableTestRunner, arn: string): Promise<unknown[]> {
  const client = await runner.lambdaClient()
  const command = new GetDurableExecutionHistoryCommand({ DurableExecutionArn: arn })
  return (await client.send(command)).Events ?? []
}

/** Every call that could answer the callback. */
const commandsFor = (CallbackId: string) => [
  new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "late" }),
  new SendDurableExecutionCallbackFailureCommand({ CallbackId, Error: { ErrorMessage: "late" } }),
  new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }),
]

test("a second completion while the execution runs is refused as closed", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  const refused: unknown[] = []
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer, CallbackId] = await context.createCallback("approve")
    await context.step("answer twice", async () => {
      await client.send(
        new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "first" }),
      )
      for (const command of commandsFor(CallbackId)) {
        await client.send(command as never).catch((error: unknown) => refused.push(error))
      }
    })
    return answer
  })
  const execution = await runner.run(handler)
  expect(execution.result).toBe("first")
  expect(refused).toHaveLength(3)
  for (const error of refused) {
    expect(error).toBeInstanceOf(CallbackTimeoutException)
    expect(error).toMatchObject({ name: "CallbackTimeoutException", message: CLOSED })
  }
  const completions = execution.history.filter(({ EventType }) => EventType?.startsWith("Callback"))
  expect(completions.map(({ EventType }) => EventType)).toEqual([
    "CallbackStarted",
    "CallbackSucceeded",
  ])
})

test("a completion after the time-out is refused as closed", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  const refused: unknown[] = []
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer, callbackId] = await context.createCallback("approve", {
      timeout: { seconds: 5 },
    })
    const outcome = await answer.catch(nameOf)
    await context.step("answer late", async () => {
      for (const command of commandsFor(callbackId)) {
        await client.send(command as never).catch((error: unknown) => refused.push(error))
      }
    })
    return outcome
  })
  const execution = await runner.run(handler)
  expect(execution.result).toBe("CallbackTimeoutError")
  expect(execution.operation("approve").status).toBe("TIMED_OUT")
  expect(refused).toEqual([0, 1, 2].map(() => expect.any(CallbackTimeoutException)))
})

test("a completion after the end is refused as closed, and changes nothing", async () => {
  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes")
  const execution = await runner.run(approval)
  const before = await historyNow(runner, execution.arn)
  expect(before).toEqual(execution.history)

  const { callbackId = "" } = execution.operation("approve")
  const client = await runner.lambdaClient()
  for (const command of commandsFor(callbackId)) {
    await expect(client.send(command as never)).rejects.toThrow(CallbackTimeoutException)
  }
  expect(await historyNow(runner, execution.arn)).toEqual(before)
})

test("a callback that was open when the execution ended is closed with it", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.createCallback("approve")
    return "not interested"
  })
  const runner = new DurableTestRunner()
  const execution = await runner.run(handler)
  const approve = execution.operation("approve")
  expect(approve.status).toBe("STARTED")
  const client = await runner.lambdaClient()
  for (const command of commandsFor(approve.callbackId ?? "")) {
    await expect(client.send(command as never)).rejects.toThrow(CLOSED)
  }
  expect(await historyNow(runner, execution.arn)).toEqual(execution.history)
})

test("by id, completeCallback and its siblings throw the service's error", async () => {
  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes")
  const execution = await runner.run(approval)
  const { callbackId = "" } = execution.operation("approve")
  const calls = [
    () => runner.completeCallback(callbackId, "again"),
    () => runner.failCallback(callbackId, "again"),
    () => runner.heartbeatCallback(callbackId),
  ]
  for (const call of calls) {
    expect(call).toThrow(ServiceError)
    expect(call).toThrow(expect.objectContaining({ name: "CallbackTimeoutException" }))
    expect(call).toThrow(CLOSED)
  }
  expect(() => runner.completeCallback(callbackId, "again", { expectRefused: true })).not.toThrow()
  expect(await historyNow(runner, execution.arn)).toEqual(execution.history)
})

test("a well-formed id that the service does not know is not found", async () => {
  const other = new DurableTestRunner({ seed: "another" })
  other.completeCallback("approve", "yes")
  const foreign = (await other.run(approval)).operation("approve").callbackId ?? ""

  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes")
  const execution = await runner.run(approval)
  const client = await runner.lambdaClient()
  for (const command of commandsFor(foreign)) {
    await expect(client.send(command as never)).rejects.toThrow(ResourceNotFoundException)
  }
  expect(await historyNow(runner, execution.arn)).toEqual(execution.history)
})

test("an id that is no id is an invalid parameter", async () => {
  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes")
  const execution = await runner.run(approval)
  const client = await runner.lambdaClient()
  for (const command of commandsFor("nonsense")) {
    await expect(client.send(command as never)).rejects.toThrow(InvalidParameterValueException)
  }
  expect(await historyNow(runner, execution.arn)).toEqual(execution.history)
})

test("an id of an earlier run of the same runner is unknown to the later one", async () => {
  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes")
  const { callbackId = "" } = (await runner.run(approval)).operation("approve")
  runner.completeCallback("approve", "yes")
  await runner.run(approval)
  const client = await runner.lambdaClient()
  for (const command of commandsFor(callbackId)) {
    await expect(client.send(command as never)).rejects.toThrow(ResourceNotFoundException)
  }
})

test("by id, an unknown one is a script that no callback takes", async () => {
  const other = new DurableTestRunner({ seed: "another" })
  other.completeCallback("approve", "yes")
  const foreign = (await other.run(approval)).operation("approve").callbackId ?? ""

  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes")
  runner.completeCallback(foreign, "no")
  const error = await expectRejection(runner.run(approval), UnusedScriptError)
  expect(error.execution.result).toBe("yes")
  expect(error.unused).toEqual([`completeCallback("${foreign}")`])
})
