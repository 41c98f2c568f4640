import {
  GetDurableExecutionCommand,
  InvokeCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { invoke } from "./invoke.ts"

const slow = withDurableExecution(async (event: { minutes: number }, context) => {
  await context.wait("slow", { minutes: event.minutes })
  return `slept ${event.minutes} minutes`
})

const approval = withDurableExecution((_event: unknown, context) =>
  context.waitForCallback("approve", async () => {}),
)

test("a step that invokes a durable function waits for it in virtual time", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const client = await runner.registerFunction("slow", slow).lambdaClient()
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("ask", async () => {
      const { payload } = await invoke(client, { FunctionName: "slow:$LATEST" }, { minutes: 10 })
      return payload
    }),
  )
  const execution = await runner.run(handler)
  expect(execution.result).toBe("slept 10 minutes")
  expect(execution.durationMs).toBe(600_000)
  expect(execution.invocations).toHaveLength(1)
})

test("a step that invokes asynchronously goes on, and the run ends with what it has started", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const client = await runner.registerFunction("slow", slow).lambdaClient()
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("tell", async () => {
      const Event = { FunctionName: "slow:$LATEST", InvocationType: "Event" } as const
      return (await invoke(client, Event, { minutes: 10 })).DurableExecutionArn
    }),
  )
  const execution = await runner.run(handler)
  expect(execution.durationMs).toBe(0)
  const DurableExecutionArn = execution.result as string
  expect(await client.send(new GetDurableExecutionCommand({ DurableExecutionArn }))).toMatchObject({
    Status: "SUCCEEDED",
    Result: '"slept 10 minutes"',
    EndTimestamp: new Date("2026-01-01T00:10:00Z"),
  })
})

test("the caller may time out while its answer is on the way; the target goes on", async () => {
  const runner = new DurableTestRunner({ functionTimeout: { minutes: 1 } })
  const client = await runner.registerFunction("slow", slow).lambdaClient()
  const named = { FunctionName: "slow:$LATEST", DurableExecutionName: "one" }
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("ask", async () => (await invoke(client, named, { minutes: 3 })).payload),
  )
  const { result, invocations } = await runner.run(handler)
  expect(result).toBe("slept 3 minutes")
  // Two time-outs with back-off between them; the third attempt finds the execution again.
  expect(invocations.map(({ error }) => error?.ErrorType)).toEqual([
    "Sandbox.Timedout",
    "Sandbox.Timedout",
    undefined,
  ])
})

test("a responder may invoke a function before it answers", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.registerFunction("slow", slow).lambdaClient()
  runner.onCallback("approve", async (callback) => {
    const { payload } = await invoke(client, { FunctionName: "slow:$LATEST" }, { minutes: 5 })
    await callback.succeed(payload)
  })
  const execution = await runner.run(approval)
  expect(execution.result).toBe("slept 5 minutes")
  expect(execution.durationMs).toBeGreaterThanOrEqual(300_000)
})

test("a plain function may answer the callback of its own caller", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  runner.registerFunction(
    "approver",
    async (event: { callbackId: string }) => {
      const { callbackId: CallbackId } = event
      const Result = JSON.stringify({ by: "approver" })
      await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result }))
    },
    { durable: false },
  )
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async (callbackId) => {
      const request = { FunctionName: "approver", InvocationType: "Event" } as const
      await invoke(client, request, { callbackId })
    }),
  )
  expect((await runner.run(handler)).result).toBe('{"by":"approver"}')
})

test("a function may invoke itself through the client, a little deeper each time", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  const factorial = withDurableExecution((n: number, context): Promise<number> =>
    context.step("deeper", async () => {
      if (n <= 1) return 1
      const { payload } = await invoke(client, { FunctionName: "factorial:$LATEST" }, n - 1)
      return n * (payload as number)
    }),
  )
  runner.registerFunction("factorial", factorial)
  expect((await runner.run(factorial, 6)).result).toBe(720)
})

test("runs that invoke through the client have the same history every time", async () => {
  const run = async (): Promise<unknown> => {
    const runner = new DurableTestRunner({ seed: "invoke" })
    const client = await runner.registerFunction("slow", slow).lambdaClient()
    runner.registerFunction("plain", (_event: unknown, { awsRequestId }) => awsRequestId, {
      durable: false,
    })
    const handler = withDurableExecution((_event: unknown, context) =>
      context.map("all", [1, 2], (child, minutes) =>
        child.step(async () => {
          const answers = await Promise.all([
            invoke(client, { FunctionName: "slow:$LATEST" }, { minutes }),
            invoke(client, { FunctionName: "plain" }, { minutes }),
          ])
          return answers.map(({ payload, DurableExecutionArn }) => [payload, DurableExecutionArn])
        }),
      ),
    )
    return (await runner.run(handler)).history
  }
  expect(await run()).toEqual(await run())
})

test("the test itself may invoke while a run is under way", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.registerFunction("slow", slow).lambdaClient()
  const run = runner.run(slow, { minutes: 60 })
  const answer = invoke(client, { FunctionName: "slow:$LATEST" }, { minutes: 90 })
  const execution = await run
  expect(execution.result).toBe("slept 60 minutes")
  expect((await answer).payload).toBe("slept 90 minutes")
})

test("a call of the test that a run no longer takes is answered when it ends", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  const answers: Promise<unknown>[] = []
  const quick = withDurableExecution(async () => 1)
  for (let count = 0; count < 20; count++) {
    const run = runner.run(quick)
    for (let turn = 0; turn < count; turn++) await Promise.resolve()
    answers.push(client.send(new InvokeCommand({ FunctionName: "durable-function:$LATEST" })))
    await run
  }
  expect(await Promise.all(answers)).toHaveLength(20)
})
