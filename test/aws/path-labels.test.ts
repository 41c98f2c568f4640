import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  GetDurableExecutionStateCommand,
  InvokeCommand,
  type LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"

const PLACEHOLDER = "PLACEHOLDER"

/** A client whose requests have `label` in the path where a command names the placeholder. */
async function clientWithLabel(label: string): Promise<LambdaClient> {
  const runner = new DurableTestRunner()
  await runner.run(withDurableExecution(async () => "done"))
  const client = await runner.lambdaClient({ maxAttempts: 1 })
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { path: string }
      request.path = request.path.replace(PLACEHOLDER, label)
      return next(args)
    },
    { step: "finalizeRequest", name: "relabel" },
  )
  return client
}

type Send = (client: LambdaClient) => Promise<unknown>

async function errorOf(label: string, send: Send): Promise<Record<string, unknown>> {
  const client = await clientWithLabel(label)
  const error: unknown = await send(client).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Error)
  const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
  return { name, message, status: $metadata?.httpStatusCode }
}

const callbackCommands: readonly (readonly [string, Send])[] = [
  [
    "success",
    (client) =>
      client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId: PLACEHOLDER })),
  ],
  [
    "failure",
    (client) =>
      client.send(new SendDurableExecutionCallbackFailureCommand({ CallbackId: PLACEHOLDER })),
  ],
  [
    "heartbeat",
    (client) =>
      client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: PLACEHOLDER })),
  ],
]

const executionCommands: readonly (readonly [string, Send])[] = [
  [
    "GetDurableExecution",
    (client) => client.send(new GetDurableExecutionCommand({ DurableExecutionArn: PLACEHOLDER })),
  ],
  [
    "GetDurableExecutionHistory",
    (client) =>
      client.send(new GetDurableExecutionHistoryCommand({ DurableExecutionArn: PLACEHOLDER })),
  ],
  [
    "GetDurableExecutionState",
    (client) =>
      client.send(
        new GetDurableExecutionStateCommand({
          DurableExecutionArn: PLACEHOLDER,
          CheckpointToken: "token",
        }),
      ),
  ],
  [
    "StopDurableExecution",
    (client) => client.send(new StopDurableExecutionCommand({ DurableExecutionArn: PLACEHOLDER })),
  ],
]

const functionCommands: readonly (readonly [string, Send])[] = [
  ["Invoke", (client) => client.send(new InvokeCommand({ FunctionName: PLACEHOLDER }))],
  [
    "ListDurableExecutionsByFunction",
    (client) =>
      client.send(new ListDurableExecutionsByFunctionCommand({ FunctionName: PLACEHOLDER })),
  ],
]

const tooShort = (member: string): string =>
  `1 validation error detected: Value '' at '${member}' failed to satisfy constraint: Member must have length greater than or equal to 1`

describe("an empty label of a path is a validation error of its member (E19)", () => {
  test.each(callbackCommands)("a callback %s without an id", async (_name, send) => {
    expect(await errorOf("", send)).toEqual({
      name: "ValidationException",
      message: tooShort("callbackId"),
      status: 400,
    })
  })

  test.each(executionCommands)("%s without an ARN", async (_name, send) => {
    expect(await errorOf("", send)).toEqual({
      name: "ValidationException",
      message: tooShort("durableExecutionArn"),
      status: 400,
    })
  })

  test.each(functionCommands)("%s without the name of a function", async (_name, send) => {
    expect(await errorOf("", send)).toEqual({
      name: "ValidationException",
      message: tooShort("functionName"),
      status: 400,
    })
  })

  test("the AWS client itself sends an empty callback id", async () => {
    const send: Send = (client) =>
      client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId: "" }))
    expect(await errorOf("", send)).toEqual({
      name: "ValidationException",
      message: tooShort("callbackId"),
      status: 400,
    })
  })

  test("a path that no command has is still refused as such", async () => {
    const send: Send = (client) =>
      client.send(new GetDurableExecutionCommand({ DurableExecutionArn: PLACEHOLDER }))
    expect(await errorOf("a/b", send)).toMatchObject({ name: "UnsupportedCommandError" })
  })
})

describe("a label with malformed percent-encoding is a validation error of its member (E19)", () => {
  const malformed = ["%", "%zz", "%E0%A4%A", "ok%4"]

  test.each(malformed)("the ARN %j", async (label) => {
    for (const [, send] of executionCommands) {
      const { name, message, status } = await errorOf(label, send)
      expect({ name, status }).toEqual({ name: "ValidationException", status: 400 })
      expect(message).toContain(
        `Value '${label}' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:`,
      )
    }
  })

  test.each(malformed)("the callback id %j", async (label) => {
    for (const [, send] of callbackCommands) {
      expect(await errorOf(label, send)).toEqual({
        name: "InvalidParameterValueException",
        message: "Invalid callback id",
        status: 400,
      })
    }
  })

  test.each(malformed)("the name of a function %j", async (label) => {
    for (const [, send] of functionCommands) {
      expect(await errorOf(label, send)).toEqual({
        name: "InvalidParameterValueException",
        message: `Invalid function ARN '${label}'`,
        status: 400,
      })
    }
  })
})
