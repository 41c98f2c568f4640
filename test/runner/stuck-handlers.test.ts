import type { OperationUpdate } from "@aws-sdk/client-lambda"
import {
  type DurableContext,
  type DurableExecutionClient,
  type DurableExecutionInvocationInput,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import {
  HandlerNotWrappedError,
  InvalidArgumentError,
  InvocationStuckError,
} from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "./expect-error.ts"

const never = new Promise<never>(() => {})

interface Input extends DurableExecutionInvocationInput {
  readonly durableExecutionClient: DurableExecutionClient
}

/** Nothing real goes on in these handlers, so there is nothing to wait for. */
const impatient = { ...exactTimes, handlerTimeoutMs: 1 }

test("a handler that is not wrapped and uses its context is told to be wrapped", async () => {
  const handler = async (_event: unknown, context: DurableContext): Promise<unknown> =>
    context.step("charge", async () => 1)
  const error = await expectRejection(
    new DurableTestRunner().run(handler as never),
    HandlerNotWrappedError,
  )
  expect(error.code).toBe("HANDLER_NOT_WRAPPED")
  expect(error.message).toMatchInlineSnapshot(
    `"Failed to run "durable-function": it used context.step, and its context is the plain Lambda context, so the handler is not a durable function. Did you export the inner function? Wrap it where it is exported: export const handler = withDurableExecution(async (event, context) => { ... }), with withDurableExecution from "@aws/durable-execution-sdk-js". A plain function that others invoke is registered as one: runner.registerFunction(name, handler, { durable: false })."`,
  )
})

test("a handler that is not wrapped and just returns is told to be wrapped", async () => {
  for (const value of [{ statusCode: 200 }, "text", undefined]) {
    const run = new DurableTestRunner().run(async () => value)
    const error = await expectRejection(run, HandlerNotWrappedError)
    expect(error.message).toMatchInlineSnapshot(
      `"Failed to run "durable-function": it returned a value that is not the answer of a durable invocation, so the handler is not a durable function. Did you export the inner function? Wrap it where it is exported: export const handler = withDurableExecution(async (event, context) => { ... }), with withDurableExecution from "@aws/durable-execution-sdk-js". A plain function that others invoke is registered as one: runner.registerFunction(name, handler, { durable: false })."`,
    )
  }
})

test("a handler that never settles outside of any step ends the run", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.step("first", async () => 1)
    await never
  })
  const run = new DurableTestRunner(impatient).run(handler)
  const error = await expectRejection(run, InvocationStuckError)
  expect(error.code).toBe("INVOCATION_STUCK")
  expect(error.runningSteps).toEqual([])
  expect(error.message).toMatchInlineSnapshot(
    `"The handler of "durable-function" never settles. At +0s virtual time its invocation has no timer, no checkpoint and no visible I/O left. Outside of any step, it awaits a promise that nothing settles. Did you await a promise of your own in the handler, or I/O that belongs into context.step()? If real work without I/O (a worker thread, native code) takes longer than 1 ms, raise handlerTimeoutMs; to test a Lambda time-out, set functionTimeout."`,
  )
})

test("a step that never settles ends the run, and the error names it", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.wait({ minutes: 5 })
    await context.step("charge", () => never)
  })
  const run = new DurableTestRunner(impatient).run(handler)
  const error = await expectRejection(run, InvocationStuckError)
  expect(error.runningSteps).toEqual(['step "charge"'])
  expect(error.message).toMatchInlineSnapshot(
    `"The handler of "durable-function" never settles. At +5m virtual time its invocation has no timer, no checkpoint and no visible I/O left. The body of step "charge" awaits a promise that nothing settles. Does the body miss a resolve(), or wait for something that only another part of the test does? If real work without I/O (a worker thread, native code) takes longer than 1 ms, raise handlerTimeoutMs; to test a Lambda time-out, set functionTimeout."`,
  )
})

test("a refused checkpoint after which nothing settles ends the run, and the error says so", async () => {
  const handler = async ({ durableExecutionClient: client, ...input }: Input): Promise<unknown> => {
    const { DurableExecutionArn, CheckpointToken } = input
    const Updates: OperationUpdate[] = [{ Id: "a", Type: "STEP", Action: "CANCEL" }]
    await client
      .checkpoint({ DurableExecutionArn, CheckpointToken, Updates }, undefined)
      .catch(() => {})
    return never
  }
  const error = await expectRejection(
    new DurableTestRunner(impatient).run(handler),
    InvocationStuckError,
  )
  expect(error.cause).toMatchObject({ name: "InvalidParameterValueException" })
  expect(error.message).toMatchInlineSnapshot(
    `"The handler of "durable-function" never settles. At +0s virtual time its invocation has no timer, no checkpoint and no visible I/O left. The last thing that happened is that the service refused a checkpoint: InvalidParameterValueException, "Invalid action for the given operation type.". The SDK settles nothing after that. Is the result larger than the service takes? Keep large values elsewhere, in S3 for example, and return a reference; otherwise correct what the checkpoint says."`,
  )
})

test("a refusal that was followed by an answer is not why a handler is stuck", async () => {
  const handler = async ({ durableExecutionClient: client, ...input }: Input): Promise<unknown> => {
    const { DurableExecutionArn, CheckpointToken } = input
    const checkpoint = (...Updates: OperationUpdate[]): Promise<unknown> =>
      client.checkpoint({ DurableExecutionArn, CheckpointToken, Updates }, undefined)
    await expect(checkpoint({ Id: "a", Type: "STEP", Action: "CANCEL" })).rejects.toThrow(
      "Invalid action",
    )
    await checkpoint()
    return never
  }
  const run = new DurableTestRunner(impatient).run(handler)
  const error = await expectRejection(run, InvocationStuckError)
  expect(error.cause).toBeUndefined()
  expect(error.message).toContain("it awaits a promise that nothing settles")
})

test("a handler that never settles and was given a function time-out runs into that", async () => {
  const handler = withDurableExecution(async () => never)
  const runner = new DurableTestRunner({
    functionTimeout: { seconds: 3 },
    executionTimeout: { seconds: 10 },
  })
  const execution = await runner.run(handler)
  expect(execution.status).toBe("TIMED_OUT")
  expect(execution.invocations[0]?.error?.ErrorType).toBe("Sandbox.Timedout")
})

test("what is passed to run must be a function", async () => {
  const messages: string[] = []
  for (const handler of [undefined, null, "index.handler", { handler: () => {} }]) {
    const run = new DurableTestRunner().run(handler as never)
    messages.push((await expectRejection(run, InvalidArgumentError)).message)
  }
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call run: the handler is undefined. Pass the function that the Lambda exports: runner.run(handler, input).",
      "Failed to call run: the handler is null. Pass the function that the Lambda exports: runner.run(handler, input).",
      "Failed to call run: the handler is a string. Pass the function that the Lambda exports: runner.run(handler, input).",
      "Failed to call run: the handler is an object with a member \`handler\` (a module?). Pass the function that the Lambda exports: runner.run(handler, input).",
    ]
  `)
})

test("a timer of 500 ms, as the SDK arms one too, is something to wait for", async () => {
  const sleep = async (): Promise<string> =>
    new Promise((resolve) => void setTimeout(resolve, 500, "awake"))
  const handler = withDurableExecution(async (_event: unknown, context) => [
    await context.step("sleep", sleep),
    await context.invoke("sleep", {}),
  ])
  const runner = new DurableTestRunner(impatient)
  runner.registerFunction("sleep", sleep, { durable: false })
  expect((await runner.run(handler)).result).toEqual(["awake", "awake"])
})
