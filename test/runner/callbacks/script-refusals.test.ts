import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, UnusedScriptError } from "durable-test-runner"
import {
  CallbackCannotTimeOutError,
  DeliveryNotRefusedError,
  DeliveryRefusedError,
} from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { expectRejection } from "../expect-error.ts"
import { nameOf } from "../error-text.ts"

/** Waits an hour for an answer, and then another hour for nothing. */
const patient = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [answer] = await context.createCallback("approve", { timeout: { hours: 1 } })
  const outcome = await answer.catch(nameOf)
  await context.wait("afterwards", { hours: 1 })
  return outcome
})

describe("a second answer", () => {
  test("that is to be refused goes to the callback that the first one completes", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "yes")
    runner.completeCallback("approve", "yes, again", { expectRefused: true })
    const execution = await runner.run(patient)
    expect(execution.result).toBe("yes")
    expect(execution.deliveries.map(({ refused }) => refused?.name)).toEqual([
      undefined,
      "CallbackTimeoutException",
    ])
  })
})

describe("an answer that comes too late", () => {
  test("fails the run, since the test did not say so", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("approve", "yes", { after: { minutes: 61 } })
    const error = await expectRejection(runner.run(patient), DeliveryRefusedError)
    expect(error.code).toBe("DELIVERY_REFUSED")
    expect(error.cause).toMatchObject({ name: "CallbackTimeoutException" })
    expect(error.message).toMatchInlineSnapshot(
      `"completeCallback("approve") was refused at +1h 1m virtual time with CallbackTimeoutException: The callback is either timed out or already completed. Callback "approve" was created 1h 1m before and is timed out. Deliver it earlier, or pass { expectRefused: true } if the test is about the refusal."`,
    )
  })

  test("with expectRefused does not fail the run", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "yes", { after: { minutes: 61 }, expectRefused: true })
    const execution = await runner.run(patient)
    expect(execution.result).toBe("CallbackTimeoutError")
    expect(execution.deliveries).toMatchObject([
      {
        kind: "success",
        refused: {
          name: "CallbackTimeoutException",
          message: "The callback is either timed out or already completed",
        },
      },
    ])
  })

  test("is delivered even after the execution has ended", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.failCallback("approve", "no", { after: { days: 9 }, expectRefused: true })
    const execution = await runner.run(patient)
    expect(execution.durationMs).toBe(7_200_000)
    const [delivery] = execution.deliveries
    expect(delivery?.at.getTime()).toBe(execution.startTimestamp.getTime() + 9 * 86_400_000)
    expect(delivery?.refused?.name).toBe("CallbackTimeoutException")
  })

  test("after the end of the execution and without expectRefused is an unused script", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "yes", { after: { days: 9 } })
    const error = await expectRejection(runner.run(patient), UnusedScriptError)
    expect(error.message).toMatchInlineSnapshot(`
      "The execution ended SUCCEEDED, and a script was never used:
        completeCallback("approve"): callback "approve" is timed out, before 9d had passed. Pass { expectRefused: true } if the answer is late on purpose.
      Pass { allowUnusedScripts: true } to the runner if that is intended."
    `)
  })

  test("that is accepted although it should be refused fails the run", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("approve", "yes", { after: { minutes: 59 }, expectRefused: true })
    const error = await expectRejection(runner.run(patient), DeliveryNotRefusedError)
    expect(error.code).toBe("DELIVERY_NOT_REFUSED")
    expect(error.message).toMatchInlineSnapshot(
      `"completeCallback("approve") was expected to be refused, and the service accepted it at +59m virtual time: callback "approve" was still pending. Deliver it later with { after }, or drop expectRefused."`,
    )
  })
})

test("a second completion of the same callback is refused, where the test expects that", async () => {
  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes", { occurrence: 1 })
  runner.completeCallback("approve", "no", {
    occurrence: 1,
    after: { minutes: 5 },
    expectRefused: true,
  })
  const execution = await runner.run(patient)
  expect(execution.result).toBe("yes")
  expect(execution.deliveries.map(({ refused }) => refused?.name)).toEqual([
    undefined,
    "CallbackTimeoutException",
  ])
})

describe("timeoutCallback", () => {
  test("without `after` says that nobody answers: the callback's own time-out ends it", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.timeoutCallback("approve")
    const execution = await runner.run(patient)
    expect(execution.result).toBe("CallbackTimeoutError")
    expect(execution.durationMs).toBe(7_200_000)
  })

  test("with `after` times the callback out at that moment", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.timeoutCallback("approve", { after: { minutes: 10 } })
    const execution = await runner.run(patient)
    expect(execution.result).toBe("CallbackTimeoutError")
    expect(execution.durationMs).toBe(4_200_000)
    expect(execution.operation("approve").error).toEqual({
      ErrorType: "Callback.Timeout",
      ErrorMessage: "Callback timed out",
    })
  })

  test("takes its turn among the scripts for a name", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const outcomes: string[] = []
      for (const timeout of [{ hours: 1 }, { hours: 2 }]) {
        const [answer] = await context.createCallback("approve", { timeout })
        outcomes.push(await answer.catch(nameOf))
      }
      return outcomes
    })
    const runner = new DurableTestRunner()
    runner.timeoutCallback("approve")
    runner.completeCallback("approve", "at the second time")
    const execution = await runner.run(handler)
    expect(execution.result).toEqual(["CallbackTimeoutError", "at the second time"])
  })

  test("of a callback that waits for ever cannot happen", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const [answer] = await context.createCallback("approve")
      return answer
    })
    const runner = new DurableTestRunner()
    runner.timeoutCallback("approve")
    const error = await expectRejection(runner.run(handler), CallbackCannotTimeOutError)
    expect(error.code).toBe("CALLBACK_CANNOT_TIME_OUT")
    expect(error.message).toMatchInlineSnapshot(
      `"timeoutCallback("approve") cannot happen: callback "approve" was created without a time-out and without a heartbeat time-out, so it waits for ever. Give it one in the handler ({ timeout: { hours: 24 } }), or force the time-out with { after: { hours: 24 } }."`,
    )
  })

  test("with `after` times a callback out that has no time-out of its own", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const [answer] = await context.createCallback("approve")
      return answer.catch(nameOf)
    })
    const runner = new DurableTestRunner()
    runner.timeoutCallback("approve", { after: { hours: 24 } })
    expect((await runner.run(handler)).result).toBe("CallbackTimeoutError")
  })
})
