import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { onePage } from "../../support/one-page.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { blockOf } from "./blocked-run.ts"
import { failureOf } from "./failure.ts"
import { tap } from "./wire.ts"

const submit = async (): Promise<void> => {}

const idsOf = ({ operations }: Execution): unknown[] =>
  operations.map(({ id, name, subType }) => ({ id, name, subType }))

describe("B1 the submitter", () => {
  test("B1 runs once with the id and a logger, and then the invocation suspends", async () => {
    const calls: unknown[][] = []
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback("approve", async (callbackId, { logger }) => {
        calls.push([callbackId, typeof logger.info])
      }),
    )
    const { execution } = await blockOf(new DurableTestRunner().run(handler))
    expect(calls).toEqual([[execution.operation("approve").callbackId, "function"]])
    expect(execution.invocations.map(({ status }) => status)).toEqual(["PENDING"])
  })

  test("B1 the order on the wire: context, callback, submitter started, submitter done", async () => {
    const tapped = tap(
      withDurableExecution((_event: unknown, context: DurableContext) =>
        context.waitForCallback("approve", submit),
      ),
    )
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "yes")
    const execution = await runner.run(tapped.handler)
    expect(tapped.actions()).toEqual([
      "CONTEXT START",
      "CALLBACK START",
      "STEP START",
      "STEP SUCCEED",
      "CONTEXT SUCCEED",
    ])
    expect(execution.history.map(({ EventType }) => EventType)).toEqual([
      "ExecutionStarted",
      "ContextStarted",
      "CallbackStarted",
      "StepStarted",
      "StepSucceeded",
      "InvocationCompleted",
      "CallbackSucceeded",
      "ContextSucceeded",
      "InvocationCompleted",
      "ExecutionSucceeded",
    ])
  })
})

describe("B2 names and ids", () => {
  /** `null` calls without the argument. */
  const ask = withDurableExecution(async (name: string | null, context: DurableContext) => {
    await (name === null ? context.waitForCallback(submit) : context.waitForCallback(name, submit))
    await context.wait({ seconds: 1 })
  })

  const runAs = (name: string | null, handler = ask): Promise<Execution> =>
    new DurableTestRunner({ ...onePage, ...asNeeded })
      .onCallback(
        () => true,
        (callback) => callback.succeed("yes"),
      )
      .run(handler, name)

  test("B2 the name is the context's; the callback and the submitter in it have none", async () => {
    const execution = await runAs("approve")
    expect(idsOf(execution)).toMatchObject([
      { name: "approve", subType: "WaitForCallback" },
      { name: undefined, subType: "Callback" },
      { name: undefined, subType: "Step" },
      { subType: "Wait" },
    ])
    const [context, callback, submitter] = execution.operations
    expect(context?.children).toEqual([callback, submitter])
  })

  test("B2 without a name there is none, and the ids are the same", async () => {
    const named = idsOf(await runAs("approve"))
    const unnamed = idsOf(await runAs(null))
    expect(unnamed).toEqual(
      named.map((operation) => ({ ...(operation as object), name: undefined })),
    )
  })

  test("B2 the ids of the children are the same in every invocation", async () => {
    const tapped = tap(ask)
    const execution = await runAs("approve", tapped.handler)
    const [, second] = tapped.invocations
    expect(second?.state.map(({ Id }) => Id)).toEqual(
      execution.operations.slice(0, 3).map(({ id }) => id),
    )
    // Nothing was started twice under another id.
    expect(execution.operations).toHaveLength(4)
  })
})

test("B3 the inner callback inherits the time-outs", async () => {
  const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
    context
      .waitForCallback("approve", submit, {
        timeout: { hours: 48 },
        heartbeatTimeout: { hours: 12 },
      })
      .catch((error: unknown) => failureOf(error).class),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  const [callback] = execution.operation("approve").children
  expect(callback?.events[0]?.CallbackStartedDetails).toMatchObject({
    Timeout: 172_800,
    HeartbeatTimeout: 43_200,
  })
  expect(execution.result).toBe("CallbackTimeoutError")
  expect(execution.durationMs).toBe(12 * 3_600_000)
})

test("B4 replay after success returns the value without running the submitter", async () => {
  let submissions = 0
  const values: string[] = []
  const tapped = tap(
    withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const value = await context.waitForCallback("approve", async () => {
        submissions++
      })
      values.push(value)
      await context.wait("pause", { hours: 1 })
    }),
  )
  const runner = new DurableTestRunner({ ...onePage, ...asNeeded })
  runner.completeCallback("approve", "yes")
  const execution = await runner.run(tapped.handler)
  expect(execution.invocations).toHaveLength(3)
  expect(submissions).toBe(1)
  expect(values).toEqual(["yes", "yes"])
  expect(tapped.invocations[2]?.checkpoints).toEqual([])
  // What is inside the finished context is not even told any more.
  expect(tapped.invocations[2]?.state.map(({ Type }) => Type)).toEqual(["CONTEXT", "WAIT"])
})
