import {
  ResourceNotFoundException,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, UnusedScriptError } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { blockOf } from "./blocked-run.ts"
import { failureOf } from "./failure.ts"

const HOUR_MS = 3_600_000

/** Waits for the callbacks of all `names` together. */
const ask = withDurableExecution(async (names: string[], context: DurableContext) => {
  const answers: PromiseLike<string>[] = []
  for (const name of names) {
    const [answer] = await context.createCallback(name, {
      timeout: { hours: 4 },
      heartbeatTimeout: { hours: 1 },
    })
    answers.push(answer.catch((error: unknown) => failureOf(error).class))
  }
  return Promise.all(answers)
})

/** The same without any time-out. */
const askForEver = withDurableExecution(async (names: string[], context: DurableContext) => {
  for (const name of names) await context.createCallback(name)
  const [answer] = await context.createCallback("last")
  return answer
})

describe("C1 round trips", () => {
  test("C1 success", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", { by: "jo" })
    const execution = await runner.run(ask, ["approve"])
    expect(execution.result).toEqual(['{"by":"jo"}'])
    expect(execution.operation("approve").result).toEqual({ by: "jo" })
  })

  test("C1 failure", async () => {
    const error = { ErrorType: "Rejected", ErrorMessage: "no", ErrorData: "{}", StackTrace: ["at"] }
    const runner = new DurableTestRunner()
    runner.failCallback("approve", error)
    const execution = await runner.run(ask, ["approve"])
    expect(execution.result).toEqual(["CallbackExternalError"])
    expect(execution.operation("approve").error).toEqual(error)
  })

  test("C1 heartbeat: it moves the time-out, and is neither an event nor an invocation", async () => {
    const silent = await new DurableTestRunner(exactTimes).run(ask, ["approve"])
    const runner = new DurableTestRunner(exactTimes)
    runner.heartbeatCallback("approve", { after: { minutes: 59 } })
    const execution = await runner.run(ask, ["approve"])
    expect([silent.durationMs, execution.durationMs]).toEqual([HOUR_MS, HOUR_MS + 59 * 60_000])
    expect(execution.history.map(({ EventType }) => EventType)).toEqual(
      silent.history.map(({ EventType }) => EventType),
    )
    expect(execution.invocations).toHaveLength(silent.invocations.length)
  })

  test("C1 by callback id, with the client of AWS, from an external system", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const client = await runner.lambdaClient()
    runner.onCallback("succeeds", async (callback) => {
      const { id: CallbackId } = callback
      await callback.sleep({ minutes: 59 })
      await client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }))
      await callback.sleep({ minutes: 59 })
      await client.send(
        new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "yes" }),
      )
    })
    runner.onCallback("fails", async ({ id: CallbackId }) => {
      await client.send(
        new SendDurableExecutionCallbackFailureCommand({ CallbackId, Error: { ErrorType: "No" } }),
      )
    })
    const execution = await runner.run(ask, ["succeeds", "fails"])
    expect(execution.result).toEqual(["yes", "CallbackExternalError"])
    // It has received the callback when the invocation had suspended, after 20 ms.
    expect(execution.durationMs).toBe(20 + 2 * 59 * 60_000)
  })

  test("C1 time stands still while the client reads its configuration for its first request", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const client = await runner.lambdaClient()
    runner.onCallback("approve", async ({ id: CallbackId }) => {
      await client.send(
        new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "yes" }),
      )
    })
    const execution = await runner.run(ask, ["approve"])
    expect(execution.result).toEqual(["yes"])
    expect(execution.durationMs).toBe(20)
  })
})

describe("C1 answers to nobody", () => {
  test("C1 no pending callback of that name: the error lists those that there are", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("aprove", "yes")
    const error = await runner.run(ask, ["approve", "pay"]).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UnusedScriptError)
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /completeCallback\("aprove"\): no callback has that name.*"approve".*"pay".*Did you mean "approve"\?/,
      ),
    })
  })

  test("C1 an unknown id: the service's own error", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "yes")
    const { arn } = await runner.run(ask, ["approve"])
    const CallbackId = Buffer.from(`${arn}#no-such-operation`, "latin1").toString("base64")
    const client = await runner.lambdaClient()
    for (const command of [
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId }),
      new SendDurableExecutionCallbackFailureCommand({ CallbackId }),
      new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }),
    ]) {
      await expect(client.send(command as never)).rejects.toThrow(ResourceNotFoundException)
    }
  })
})

describe("C2 a run without the answer", () => {
  test("C2 without any time-out it ends with an error that says what to do", async () => {
    const block = await blockOf(new DurableTestRunner().run(askForEver, ["approve"]))
    expect(block.blockedOn).toMatchObject([
      { type: "callback", name: "approve" },
      { type: "callback", name: "last" },
    ])
    expect(block.message).toContain('call runner.completeCallback("last", value)')
    expect(block.message).toContain("or give it a time-out in the handler")
  })

  test("C2 the invocations add up: one for the start and one for each answer", async () => {
    const names = ["a", "b", "c", "d"]
    const runner = new DurableTestRunner()
    names.forEach((name, index) =>
      runner.completeCallback(name, name, { after: { minutes: index + 1 } }),
    )
    const execution = await runner.run(ask, names)
    expect(execution.invocations.map(({ number, status }) => [number, status])).toEqual([
      [1, "PENDING"],
      [2, "PENDING"],
      [3, "PENDING"],
      [4, "PENDING"],
      [5, "SUCCEEDED"],
    ])
  })

  test("C2 a long wait does not spin: a year costs as many events as a second", async () => {
    const wait = withDurableExecution(async (days: number, context: DurableContext) => {
      const [answer] = await context.createCallback("approve", { timeout: { days } })
      return answer.catch((error: unknown) => failureOf(error).class)
    })
    for (const days of [1, 365]) {
      const execution = await new DurableTestRunner({ ...exactTimes, maxEvents: 10 }).run(
        wait,
        days,
      )
      expect(execution.durationMs).toBe(days * 24 * HOUR_MS)
      expect(execution.invocations).toHaveLength(2)
    }
  })
})

test("C3 the result tells status, value, operations by type and callback ids", async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const [answer] = await context.createCallback("plain")
    const waited = context.waitForCallback("waited", async () => {})
    const step = context.step("work", async () => 1)
    return Promise.all([answer, waited, step])
  })
  const runner = new DurableTestRunner()
  runner.completeCallback("plain", "a")
  runner.completeCallback("waited", "b")
  const execution = await runner.run(handler)
  expect(execution.status).toBe("SUCCEEDED")
  expect(execution.result).toEqual(["a", "b", 1])
  const byType = Map.groupBy(execution.operations, ({ type }) => type)
  expect([...byType].map(([type, { length }]) => [type, length])).toEqual([
    ["CALLBACK", 2],
    ["CONTEXT", 1],
    ["STEP", 2],
  ])
  const [plain, inner] = byType.get("CALLBACK") ?? []
  expect(plain).toMatchObject({ name: "plain", status: "SUCCEEDED", payload: "a" })
  expect(execution.operation("waited").callbackId).toBe(inner?.callbackId)
  const ids = execution.history.map((event) => event.CallbackStartedDetails?.CallbackId)
  expect(ids.filter((id) => id !== undefined)).toEqual([plain?.callbackId, inner?.callbackId])
})

test("C4 a late result is refused and ignored: the callback stays timed out", async () => {
  const runner = new DurableTestRunner()
  runner.completeCallback("late", "yes", { after: { minutes: 61 }, expectRefused: true })
  runner.heartbeatCallback("other", { every: { minutes: 30 } })
  const execution = await runner.run(ask, ["late", "other"])
  expect(execution.deliveries.find(({ name }) => name === "late")?.refused).toEqual({
    name: "CallbackTimeoutException",
    message: "The callback is either timed out or already completed",
  })
  expect(execution.result).toEqual(["CallbackTimeoutError", "CallbackTimeoutError"])
  expect(execution.operation("late").status).toBe("TIMED_OUT")
  expect(execution.operation("late").payload).toBeUndefined()
})
