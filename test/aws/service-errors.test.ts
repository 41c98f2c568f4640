import {
  CallbackTimeoutException,
  InvalidParameterValueException,
  type LambdaClient,
  LambdaServiceException,
  ListFunctionsCommand,
  ResourceNotFoundException,
  SendDurableExecutionCallbackFailureCommand as FailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand as HeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand as SuccessCommand,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, DurableTestRunnerError } from "durable-test-runner"
import { UnsupportedCommandError } from "durable-test-runner/aws"
import { describe, expect, test } from "vitest"
import { expectRejection } from "../runner/expect-error.ts"

const approval = withDurableExecution(async (_event: unknown, context) => {
  const [answer] = await context.createCallback("approve")
  return answer
})

/** A client of a service that has one execution, whose callback is answered. */
async function afterARun(seed = "0"): Promise<{ client: LambdaClient; callbackId: string }> {
  const runner = new DurableTestRunner({ seed })
  runner.completeCallback("approve", "yes")
  const execution = await runner.run(approval)
  const client = await runner.lambdaClient()
  return { client, callbackId: execution.operation("approve").callbackId ?? "" }
}

type Send = (client: LambdaClient, CallbackId: string) => Promise<unknown>

const commands: [string, Send][] = [
  ["Success", (client, CallbackId) => client.send(new SuccessCommand({ CallbackId }))],
  ["Failure", (client, CallbackId) => client.send(new FailureCommand({ CallbackId }))],
  ["Heartbeat", (client, CallbackId) => client.send(new HeartbeatCommand({ CallbackId }))],
]

describe.each(commands)("SendDurableExecutionCallback%s", (_name, send) => {
  test("of a callback that is closed is a CallbackTimeoutException, 400", async () => {
    const { client, callbackId } = await afterARun()
    const error = await expectRejection(send(client, callbackId), CallbackTimeoutException)
    expect(error).toMatchObject({
      name: "CallbackTimeoutException",
      message: "The callback is either timed out or already completed",
      $fault: "client",
      $metadata: { httpStatusCode: 400, attempts: 1 },
    })
  })

  test("of an id that the service does not know is a ResourceNotFoundException, 404", async () => {
    const { client } = await afterARun()
    const { callbackId: foreign } = await afterARun("another")
    const error = await expectRejection(send(client, foreign), ResourceNotFoundException)
    expect(error).toMatchObject({
      name: "ResourceNotFoundException",
      message: "The callback does not exist",
      $fault: "client",
      $metadata: { httpStatusCode: 404 },
    })
  })

  test("of what is no id is an InvalidParameterValueException, 400", async () => {
    const { client } = await afterARun()
    for (const id of ["nonsense", "no id!", "bm9uc2Vuc2U="]) {
      const error = await expectRejection(send(client, id), InvalidParameterValueException)
      expect(error).toMatchObject({
        name: "InvalidParameterValueException",
        message: "Invalid callback id",
        $fault: "client",
        $metadata: { httpStatusCode: 400 },
      })
    }
  })

  test("of text that is longer than any id is a ValidationException, 400", async () => {
    const { client } = await afterARun()
    const error = await expectRejection(send(client, "x".repeat(1_025)), LambdaServiceException)
    expect(error).toMatchObject({
      name: "ValidationException",
      $metadata: { httpStatusCode: 400 },
    })
    expect(error.message.replace(/x{1025}/, "xx...")).toMatchInlineSnapshot(
      `"1 validation error detected: Value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' at 'callbackId' failed to satisfy constraint: Member must have length less than or equal to 1024"`,
    )
  })
})

test("a result that is too large is refused, and the callback stays open", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  const refused: unknown[] = []
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async (CallbackId) => {
      for (const size of [262_145, 262_144]) {
        const Result = "x".repeat(size)
        await client
          .send(new SuccessCommand({ CallbackId, Result }))
          .catch((error: unknown) => refused.push(error))
      }
    }),
  )
  const execution = await runner.run(handler)
  expect(execution.result).toHaveLength(262_144)
  expect(refused).toEqual([expect.any(InvalidParameterValueException)])
})

test("a command that the simulated service does not have is an UnsupportedCommandError", async () => {
  const client = await new DurableTestRunner().lambdaClient()
  const error = await expectRejection(
    client.send(new ListFunctionsCommand({})),
    UnsupportedCommandError,
  )
  expect(error).toBeInstanceOf(DurableTestRunnerError)
  expect(error.code).toBe("UNSUPPORTED_COMMAND")
  const withoutList = error.message.replace(/It has [\w, ]+\./, "It has <all of its commands>.")
  expect(withoutList).toMatchInlineSnapshot(
    `"Failed to send GET /2015-03-31/functions: the simulated service has no such command. It has <all of its commands>. Mock the calls of others."`,
  )
  expect(error.message).toContain("SendDurableExecutionCallbackSuccess")
})

test("a client of a runner that has not run yet finds nothing", async () => {
  const client = await new DurableTestRunner().lambdaClient()
  const { callbackId } = await afterARun()
  const command = new HeartbeatCommand({ CallbackId: callbackId })
  await expectRejection(client.send(command), ResourceNotFoundException)
})
