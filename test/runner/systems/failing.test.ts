import {
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { InvalidArgumentError, ResponderError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { expectRejection } from "../expect-error.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { nameOf } from "../error-text.ts"

const approve = withDurableExecution((_event: unknown, context: DurableContext) =>
  context.waitForCallback("approve", async () => {}, { timeout: { hours: 1 } }).catch(nameOf),
)

test("the stack of a responder that throws leads to the line in the test", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback("approve", async function desk(callback) {
    await callback.sleep({ minutes: 2 })
    throw new RangeError("the desk is closed")
  })
  const error = await expectRejection(runner.run(approve), ResponderError)
  expect(error.message).toContain("at +2m 20ms virtual time: RangeError: the desk is closed")
  expect(error.message).toContain("failing.test.ts")
  expect(error.callbackId).toMatch(/./)
})

test("a predicate that throws fails the run in the same way", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback(
    () => {
      throw new RangeError("of the predicate")
    },
    () => {},
  )
  const error = await expectRejection(runner.run(approve), ResponderError)
  expect(error.cause).toMatchObject({ message: "of the predicate" })
})

test("an answer that the service refuses for another reason than being late fails the run", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback("approve", (callback) => callback.succeed("x".repeat(300_000)))
  const error = await expectRejection(runner.run(approve), ResponderError)
  expect(error.cause).toMatchObject({ name: "InvalidParameterValueException" })
})

test("a value that is not JSON is refused where it is sent", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback("approve", (callback) => callback.succeed({ amount: 1n }))
  await expectRejection(runner.run(approve), ResponderError)
})

test("a wrong duration of sleep is refused", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback("approve", (callback) => callback.sleep({ minute: 1 } as never))
  const error = await expectRejection(runner.run(approve), ResponderError)
  expect(error.message).toContain('has no unit "minute"')
})

test("process.exit in a responder does not end the test", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback("approve", () => process.exit(3))
  const error = await expectRejection(runner.run(approve), ResponderError)
  expect(error.message).toContain("process.exit(3)")
})

test("the AWS client serves as well as the object, late answers included", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const client = await runner.lambdaClient()
  runner.onCallback("approve", async ({ id: CallbackId }) => {
    await new Promise((resolve) => setTimeout(resolve, 3_000_000))
    await client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }))
    await new Promise((resolve) => setTimeout(resolve, 3_000_000))
    await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId }))
  })
  expect((await runner.run(approve)).result).toBe("CallbackTimeoutError")

  const early = new DurableTestRunner(exactTimes)
  const earlyClient = await early.lambdaClient()
  early.onCallback("approve", async ({ id: CallbackId }) => {
    await earlyClient.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "by the client" }),
    )
  })
  expect((await early.run(approve)).result).toBe("by the client")
})

test("after a responder has failed, a started execution can go on", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.onCallback("approve", () => {
    throw new Error("once")
  })
  const execution = runner.start(approve)
  await expectRejection(execution.untilCallback("approve"), ResponderError)
  const callback = await execution.untilCallback("approve")
  await callback.succeed("by the test")
  expect((await execution.result()).result).toBe("by the test")
})

test("sleep belongs to the responder's world", async () => {
  const outer = new DurableTestRunner(exactTimes)
  const held: Promise<unknown>[] = []
  outer.onCallback("approve", (callback) => {
    const inner = new DurableTestRunner(exactTimes)
    inner.onCallback("approve", async (other) => {
      held.push(expectRejection(callback.sleep({ hours: 1 }), InvalidArgumentError))
      await other.succeed("inner")
    })
    return inner.run(approve).then(({ result }) => callback.succeed(result))
  })
  expect((await outer.run(approve)).result).toBe("inner")
  expect(await Promise.all(held)).toHaveLength(1)
})
