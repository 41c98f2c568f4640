import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, DurableTestRunnerError } from "durable-test-runner"
import { expect, test } from "vitest"
import { messageOf } from "../error-text.ts"
import { expectError, expectRejection } from "../expect-error.ts"
import { exactTimes } from "../../support/exact-times.ts"

const approve = withDurableExecution((_event: unknown, context: DurableContext) =>
  context.waitForCallback("approve", async () => {}),
)

async function refusal(promise: Promise<unknown>): Promise<string> {
  const { code, message } = await expectRejection(promise, DurableTestRunnerError)
  return `${code}: ${message}`
}

test("advance without an execution is refused", async () => {
  const runner = new DurableTestRunner(exactTimes)
  expect(await refusal(runner.advance({ hours: 1 }))).toMatchInlineSnapshot(
    `"INVALID_ARGUMENT: Failed to let time pass: no execution was started. Call runner.start(handler, input) first; run() lets all time pass by itself."`,
  )
  expect(await refusal(runner.runUntilIdle())).toContain("no execution was started")
  runner.completeCallback("approve", "yes")
  const run = runner.run(approve)
  expect(await refusal(runner.advance({ hours: 1 }))).toContain("no execution was started")
  await run
})

test("A second advance during the first is refused", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(approve)
  const advancing = runner.advance({ hours: 1 })
  expect(await refusal(runner.advance({ hours: 1 }))).toMatchInlineSnapshot(
    `"WORLD_BUSY: Failed to call advance: another call lets time pass already. Await each call that lets an execution run (until..., advance, runUntilIdle, result) before the next."`,
  )
  const refused = [
    runner.runUntilIdle(),
    execution.untilSuspended(),
    execution.untilCallback("approve"),
    execution.until(() => true),
    execution.result(),
  ]
  for (const promise of refused) expect(await refusal(promise)).toContain("WORLD_BUSY")
  await advancing
  await execution.untilCallback("approve")
  runner.completeCallback("approve", "yes")
  expect((await execution.result()).result).toBe("yes")
})

test("advance from inside the run is refused", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback("approve", async (callback) => {
    await callback.succeed(await refusal(runner.advance({ hours: 1 })))
  })
  const execution = runner.start(approve)
  expect((await execution.result()).result).toContain("WORLD_BUSY")
})

test("A second call of result is refused", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(withDurableExecution(async () => "done"))
  await execution.result()
  const message = (await refusal(execution.result())).replace(execution.arn, "(the ARN)")
  expect(message).toMatchInlineSnapshot(
    `"EXECUTION_TAKEN: The result of (the ARN) was taken already. result() runs the execution to its end, once: keep its return value, or use snapshot()."`,
  )
})

test("run is refused while a started execution is open", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const first = runner.start(approve)
  expect(await refusal(runner.run(approve))).toMatchInlineSnapshot(
    `"EXECUTIONS_OPEN: Failed to start a run: an execution that was started is still open on this runner. Await its result(), stop() it, or make another DurableTestRunner: they do not see each other."`,
  )
  const second = runner.start(approve)
  expect(await refusal(runner.run(approve))).toContain("2 executions that were started are")
  first.stop()
  second.stop()
  runner.completeCallback("approve", "yes")
  expect((await runner.run(approve)).result).toBe("yes")
})

test("start is refused while a run is under way", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes")
  const run = runner.run(approve)
  expect(
    messageOf(expectError(() => runner.start(approve), DurableTestRunnerError)),
  ).toMatchInlineSnapshot(
    `"Failed to start a run: this runner is running another one. Await the first run, or make a DurableTestRunner for each: they do not see each other."`,
  )
  await run
  runner.start(approve).stop()
})

test("untilCallback fails for a callback that is never created", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(approve)
  expect(await refusal(execution.untilCallback("aprove"))).toMatchInlineSnapshot(
    `"CALLBACK_NOT_REACHED: The execution cannot continue, and no callback "aprove" waits for an answer. The handler created "approve". Did you mean "approve"?"`,
  )
  expect(
    await refusal(execution.untilCallback("approve", { occurrence: 2 })),
  ).toMatchInlineSnapshot(
    `"CALLBACK_NOT_REACHED: The execution cannot continue, and no callback "approve" with occurrence 2 waits for an answer. Callback "approve" is pending."`,
  )
  runner.completeCallback("approve", "yes")
  expect(await refusal(execution.untilCallback("approve"))).toMatchInlineSnapshot(
    `"CALLBACK_NOT_REACHED: The execution ended SUCCEEDED, and no callback "approve" waits for an answer. Callback "approve" has succeeded."`,
  )
  await execution.result()
  expect(await refusal(execution.untilCallback(/x/))).toMatchInlineSnapshot(
    `"CALLBACK_NOT_REACHED: The execution ended SUCCEEDED, and no callback /x/ waits for an answer. The handler created "approve"."`,
  )

  const none = runner.start(withDurableExecution(async () => "done"))
  expect(await refusal(none.untilCallback("approve"))).toMatchInlineSnapshot(
    `"CALLBACK_NOT_REACHED: The execution ended SUCCEEDED, and no callback "approve" waits for an answer. The handler created no callback."`,
  )
})

test("untilCallback fails for a callback whose submitter fails for good", async () => {
  const failing = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const never = { retryStrategy: () => ({ shouldRetry: false }) }
    const fail = async (): Promise<never> => {
      throw new Error("the mail server is down")
    }
    await context.waitForCallback("approve", fail, never).catch(() => undefined)
    await context.wait({ hours: 1 })
  })
  const execution = new DurableTestRunner(exactTimes).start(failing)
  expect(await refusal(execution.untilCallback("approve"))).toMatchInlineSnapshot(
    `"CALLBACK_NOT_REACHED: The execution ended SUCCEEDED, and no callback "approve" waits for an answer. Callback "approve" was closed with its execution."`,
  )
})

test("until fails for a predicate that never holds", async () => {
  const execution = new DurableTestRunner(exactTimes).start(approve)
  const error = await refusal(execution.until(() => false))
  expect(error.replace(/ +$/gm, "")).toMatchInlineSnapshot(`
    "NOT_REACHED: The execution cannot continue, and the predicate of until() never held. This is how far it came:
    durable-function: RUNNING after 20ms, 1 invocation
      +0s    invocation 1
      +0s      waitForCallback approve  started
      +0s        callback approve       started
      +0s        submitter approve      succeeded
      +20ms  suspended"
  `)
  execution.stop()
  expect(await refusal(execution.until(() => false))).toContain("The execution ended STOPPED")
})

test("until passes on the error of its predicate", async () => {
  const execution = new DurableTestRunner(exactTimes).start(approve)
  const asynchronous = execution.until((async () => true) as never)
  expect(await refusal(asynchronous)).toMatchInlineSnapshot(
    `"INVALID_ARGUMENT: Failed to call until: the predicate is an async function, whose promise nobody awaits. Pass a function that returns its result at once."`,
  )
  expect(await refusal(execution.until((() => undefined) as never))).toContain("returned undefined")
  execution.stop()
})

test("Step-by-step calls refuse wrong arguments", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(approve)
  const messages = [
    await refusal(execution.untilCallback("")),
    await refusal(execution.untilCallback(7 as never)),
    await refusal(execution.untilCallback("approve", { index: 1 } as never)),
    await refusal(execution.untilCallback("approve", { occurrence: 0 })),
    await refusal(runner.advance({ hour: 1 } as never)),
    await refusal(runner.advance({ hours: -1 })),
  ]
  expect(messages).toMatchInlineSnapshot(`
    [
      "INVALID_ARGUMENT: Failed to call untilCallback: the callback's name is "". Pass the name that the handler gave to createCallback or waitForCallback, or a pattern for it.",
      "INVALID_ARGUMENT: Failed to call untilCallback: the callback's name is 7. Pass the name that the handler gave to createCallback or waitForCallback, or a pattern for it.",
      "INVALID_ARGUMENT: Failed to call untilCallback: there is no option "index". The options are occurrence.",
      "INVALID_ARGUMENT: Failed to call untilCallback: occurrence is 0. Pass a whole number from 1.",
      "INVALID_DURATION: Failed to call advance: the duration has no unit "hour". A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; its members are days, hours, minutes, seconds, milliseconds. Did you mean "hours"?",
      "INVALID_DURATION: Failed to call advance: the duration.hours is -1. A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; its members are days, hours, minutes, seconds, milliseconds.",
    ]
  `)
  const start = (): unknown => runner.start({ handler: approve } as never)
  expect(messageOf(expectError(start, DurableTestRunnerError))).toMatchInlineSnapshot(
    `"Failed to call start: the handler is an object with a member \`handler\` (a module?). Pass the function that the Lambda exports: runner.run(handler, input)."`,
  )
})
