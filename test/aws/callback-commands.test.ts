import {
  type LambdaClient,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"
import { CallbackError, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { setTimeout as sleep } from "node:timers/promises"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { createLambdaClient } from "durable-test-runner/aws"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"

type Answer = (client: LambdaClient, callbackId: string) => Promise<unknown>

/** Runs a handler whose submitter answers the callback through a real client. */
async function runAnswering(answer: Answer): Promise<Execution> {
  const runner = new DurableTestRunner(exactTimes)
  const client = await runner.lambdaClient()
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [promise, callbackId] = await context.createCallback("approve", {
      timeout: { hours: 1 },
      heartbeatTimeout: { minutes: 10 },
    })
    await context.step("answer", async () => {
      await answer(client, callbackId)
    })
    return promise.catch((error: unknown) => {
      if (!(error instanceof CallbackError)) throw error
      const { name, message, errorData, cause } = error
      return { name, message, data: errorData, cause: cause?.name }
    })
  })
  return runner.run(handler)
}

describe("SendDurableExecutionCallbackSuccess", () => {
  const succeed =
    (Result?: string | Uint8Array): Answer =>
    (client, CallbackId) =>
      client.send(
        new SendDurableExecutionCallbackSuccessCommand({
          CallbackId,
          ...(Result !== undefined && { Result }),
        }),
      )

  test("sends a string as it is", async () => {
    const execution = await runAnswering(succeed('{"status": "approved", "note": "häß ✓"}'))
    expect(execution.result).toBe('{"status": "approved", "note": "häß ✓"}')
    expect(execution.operation("approve").status).toBe("SUCCEEDED")
  })

  test("sends bytes as they are", async () => {
    const execution = await runAnswering(succeed(new TextEncoder().encode("bytes ✓")))
    expect(execution.result).toBe("bytes ✓")
    expect((await runAnswering(succeed(Buffer.from("a buffer")))).result).toBe("a buffer")
  })

  test("sends part of a buffer, and no more than that", async () => {
    const whole = Buffer.from("before|inside|after")
    expect((await runAnswering(succeed(whole.subarray(7, 13)))).result).toBe("inside")
  })

  test("sends no result, or an empty one, as none", async () => {
    for (const nothing of [undefined, "", new Uint8Array()]) {
      const { history, result } = await runAnswering(succeed(nothing))
      const succeeded = history.find(({ EventType }) => EventType === "CallbackSucceeded")
      expect(succeeded?.CallbackSucceededDetails?.Result).toEqual({ Truncated: false })
      expect(result).toBeUndefined()
    }
  })

  test("answers with nothing but metadata", async () => {
    const answers: unknown[] = []
    await runAnswering(async (client, callbackId) => {
      answers.push(await succeed("yes")(client, callbackId))
    })
    expect(answers).toMatchObject([{ $metadata: { httpStatusCode: 200, attempts: 1 } }])
  })
})

describe("SendDurableExecutionCallbackFailure", () => {
  const fail =
    (Error?: object): Answer =>
    (client, CallbackId) =>
      client.send(
        new SendDurableExecutionCallbackFailureCommand({ CallbackId, ...(Error && { Error }) }),
      )

  test("sends the error as it is", async () => {
    const error = {
      ErrorType: "Rejected",
      ErrorMessage: "too expensive ✓",
      ErrorData: '{"limit":5}',
      StackTrace: ["at approver", "at desk"],
    }
    const execution = await runAnswering(fail(error))
    expect(execution.operation("approve").error).toEqual(error)
    expect(execution.result).toEqual({
      name: "CallbackExternalError",
      message: "too expensive ✓",
      data: '{"limit":5}',
      cause: "Rejected",
    })
  })

  test("without an error, or with an empty one, sends one without members", async () => {
    for (const nothing of [undefined, {}]) {
      const execution = await runAnswering(fail(nothing))
      expect(execution.operation("approve").status).toBe("FAILED")
      expect(execution.operation("approve").error ?? {}).toEqual({})
    }
  })
})

test("SendDurableExecutionCallbackHeartbeat keeps the callback alive", async () => {
  const execution = await runAnswering(async (client, CallbackId) => {
    for (let beat = 0; beat < 3; beat++) {
      await sleep(250_000)
      await client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }))
    }
  })
  expect(execution.operation("approve").error?.ErrorType).toBe("Callback.Heartbeat")
  expect(execution.durationMs).toBe(750_000 + 600_000)
})

test("the entry ./aws makes such clients too, with the configuration that it is given", async () => {
  const runner = new DurableTestRunner()
  const client = createLambdaClient(runner, { region: "eu-central-1", maxAttempts: 1 })
  expect(await client.config.region()).toBe("eu-central-1")
  expect(await client.config.maxAttempts()).toBe(1)
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async (CallbackId) => {
      await client.send(
        new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "yes" }),
      )
    }),
  )
  expect((await runner.run(handler)).result).toBe("yes")
})

test("a client serves the run under way, and after it the last one", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  const handler = withDurableExecution((answer: string, context) =>
    context.waitForCallback("approve", async (CallbackId) => {
      await client.send(
        new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: answer }),
      )
    }),
  )
  expect((await runner.run(handler, "first")).result).toBe("first")
  expect((await runner.run(handler, "second")).result).toBe("second")
})
