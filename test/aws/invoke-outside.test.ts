import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { BlockedExecutionError, DurableTestRunner } from "durable-test-runner"
import { InvocationStuckError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "../runner/expect-error.ts"
import { invoke } from "./invoke.ts"

const approval = withDurableExecution((_event: unknown, context) =>
  context.waitForCallback("approve", async () => {}),
)

const target = { FunctionName: "approval:$LATEST" }

test("scripts that wait for a run answer the callbacks of what is invoked", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.registerFunction("approval", approval).lambdaClient()
  runner.completeCallback("approve", "first", { after: { hours: 1 } })
  expect((await invoke(client, target)).payload).toBe("first")
  runner.completeCallback("approve", "second")
  expect((await invoke(client, target)).payload).toBe("second")
  runner.completeCallback("approve", "third")
  expect((await runner.run(approval)).result).toBe("third")
})

test("an answer that nobody will give is a BlockedExecutionError that says what to do", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const client = await runner.registerFunction("approval", approval).lambdaClient()
  const error = await expectRejection(invoke(client, target), BlockedExecutionError)
  expect(error.message).toMatchInlineSnapshot(`
    "The execution cannot continue: at +20ms virtual time it is waiting, and nothing is scheduled that would wake it.
      callback "approve": call runner.completeCallback("approve", value) or runner.failCallback("approve", error) before the run, or give it a time-out in the handler"
  `)
  expect(error.execution.operation("approve").status).toBe("STARTED")
})

test("an asynchronous invocation that is blocked is answered all the same", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.registerFunction("approval", approval).lambdaClient()
  const answer = await invoke(client, { ...target, InvocationType: "Event" })
  const { DurableExecutionArn } = answer
  const { Status } = await client.send(new GetDurableExecutionCommand({ DurableExecutionArn }))
  expect(Status).toBe("RUNNING")
})

test("a handler that never settles ends the invocation with an error", async () => {
  const runner = new DurableTestRunner({ handlerTimeoutMs: 20 })
  runner.registerFunction("stuck", () => new Promise(() => {}), { durable: false })
  const client = await runner.lambdaClient()
  await expectRejection(invoke(client, { FunctionName: "stuck" }), InvocationStuckError)
})

test("the function of the last run is a target too, in the world of that run", async () => {
  const runner = new DurableTestRunner({ ...exactTimes, functionName: "counter" })
  const client = await runner.lambdaClient()
  const counter = withDurableExecution((_event: unknown, context) =>
    context.step(async () => Date.now()),
  )
  await expectRejection(
    invoke(client, { FunctionName: "counter:$LATEST" }),
    ResourceNotFoundException,
  )
  await runner.run(counter)
  const { payload, DurableExecutionArn } = await invoke(client, {
    FunctionName: "counter:$LATEST",
  })
  expect(payload).toBe(Date.UTC(2026, 0, 1))
  const history = await client.send(new GetDurableExecutionHistoryCommand({ DurableExecutionArn }))
  expect(history.Events).toHaveLength(5)
})

test("a function registered after a run is found, and a new one replaces the old", async () => {
  const runner = new DurableTestRunner()
  const client = await runner.lambdaClient()
  await runner.run(withDurableExecution(async () => 1))
  runner.registerFunction("late", () => "first", { durable: false })
  expect((await invoke(client, { FunctionName: "late" })).payload).toBe("first")
  runner.registerFunction("late", () => "second", { durable: false })
  expect((await invoke(client, { FunctionName: "late" })).payload).toBe("second")
})

test("many invocations at once are all answered", async () => {
  const runner = new DurableTestRunner()
  const sleeper = withDurableExecution(async (minutes: number, context) => {
    await context.wait({ minutes })
    return minutes
  })
  const client = await runner.registerFunction("sleeper", sleeper).lambdaClient()
  const minutes = [3, 1, 2]
  const answers = await Promise.all(
    minutes.map((event) => invoke(client, { FunctionName: "sleeper:$LATEST" }, event)),
  )
  expect(answers.map(({ payload }) => payload)).toEqual([3, 1, 2])
})

test("time goes on from one invocation to the next", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const sleeper = withDurableExecution(async (_event: unknown, context) => {
    await context.wait({ minutes: 30 })
    return context.step(async () => new Date().toISOString())
  })
  const client = await runner.registerFunction("sleeper", sleeper).lambdaClient()
  const FunctionName = "sleeper:$LATEST"
  expect((await invoke(client, { FunctionName })).payload).toBe("2026-01-01T00:30:00.000Z")
  expect((await invoke(client, { FunctionName })).payload).toBe("2026-01-01T01:00:00.000Z")
})

test("synchronous and asynchronous invocations may be sent together", async () => {
  const runner = new DurableTestRunner()
  const sleeper = withDurableExecution(async (minutes: number, context) => {
    await context.wait({ minutes })
    return minutes
  })
  const client = await runner.registerFunction("sleeper", sleeper).lambdaClient()
  const FunctionName = "sleeper:$LATEST"
  const answers = await Promise.all([
    invoke(client, { FunctionName, InvocationType: "Event" }, 3),
    invoke(client, { FunctionName }, 1),
    invoke(client, { FunctionName, InvocationType: "Event" }, 2),
  ])
  expect(answers.map(({ StatusCode }) => StatusCode)).toEqual([202, 200, 202])
})

test("between the steps of an execution an asynchronous invocation lets no time pass", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const client = await runner.lambdaClient()
  const sleeper = withDurableExecution((_event: unknown, context) => context.wait({ hours: 1 }))
  runner.registerFunction("sleeper", sleeper)
  const started = runner.start(approval)
  const callback = await started.untilCallback("approve")
  const { DurableExecutionArn } = await invoke(client, {
    FunctionName: "sleeper:$LATEST",
    InvocationType: "Event",
  })
  const get = new GetDurableExecutionCommand({ DurableExecutionArn })
  expect(await client.send(get)).toMatchObject({ Status: "RUNNING" })
  await runner.advance({ hours: 2 })
  expect(await client.send(get)).toMatchObject({ Status: "SUCCEEDED" })
  expect(callback.isPending).toBe(true)
})

test("between the steps of an execution a synchronous invocation lets the time pass that it takes", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const client = await runner.lambdaClient()
  const sleeper = withDurableExecution((_event: unknown, context) => context.wait({ hours: 1 }))
  runner.registerFunction("sleeper", sleeper)
  const impatient = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async () => {}, { timeout: { minutes: 30 } }),
  )
  const started = runner.start(impatient)
  const callback = await started.untilCallback("approve")
  await invoke(client, { FunctionName: "sleeper:$LATEST" })
  expect(callback.isPending).toBe(false)
  expect((await started.result()).error?.ErrorType).toBe("CallbackTimeoutError")
})
