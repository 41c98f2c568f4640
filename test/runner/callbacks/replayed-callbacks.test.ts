import {
  type DurableContext,
  type Serdes,
  type WireOperation,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { onePage } from "../../support/one-page.ts"
import { failureOf } from "./failure.ts"
import { tap } from "./wire.ts"

const typeOf = (value: unknown): string => (value === null ? "null" : typeof value)

const ask = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [answer] = await context.createCallback("approve", { timeout: { hours: 1 } })
  return answer.then(
    (value: unknown) => ({ type: typeOf(value), value }),
    (error: unknown) => failureOf(error),
  )
})

describe("A5 replay of a callback that is STARTED", () => {
  test("A5 sends no second START, no checkpoint at all, and suspends at the await", async () => {
    const tapped = tap(
      withDurableExecution(async (_event: unknown, context: DurableContext) => {
        const [answer] = await context.createCallback("approve")
        await context.wait("a minute", { minutes: 1 })
        return answer
      }),
    )
    const runner = new DurableTestRunner({ ...onePage, ...asNeeded })
    runner.completeCallback("approve", "yes", { after: { hours: 1 } })
    const execution = await runner.run(tapped.handler)
    expect(tapped.actions()).toEqual(["CALLBACK START", "WAIT START"])
    const [, second, third] = tapped.invocations
    expect(second?.state).toMatchObject([
      { Type: "CALLBACK", Status: "STARTED" },
      { Type: "WAIT", Status: "SUCCEEDED" },
    ])
    expect(second?.checkpoints).toEqual([])
    expect(execution.invocations[1]?.status).toBe("PENDING")
    expect(third?.state).toMatchObject([{ Status: "SUCCEEDED" }, { Status: "SUCCEEDED" }])
    expect(execution.result).toBe("yes")
  })
})

describe("A6 replay of a callback that is SUCCEEDED", () => {
  test("A6 the value is delivered, without suspension and with nothing sent", async () => {
    const tapped = tap(ask)
    const runner = new DurableTestRunner(asNeeded)
    runner.completeCallback("approve", "yes")
    const execution = await runner.run(tapped.handler)
    expect(execution.result).toEqual({ type: "string", value: "yes" })
    expect(tapped.invocations[1]?.state).toMatchObject([{ Type: "CALLBACK", Status: "SUCCEEDED" }])
    expect(tapped.invocations[1]?.checkpoints).toEqual([])
    expect(execution.invocations.map(({ status }) => status)).toEqual(["PENDING", "SUCCEEDED"])
  })

  test.each([
    ["an object arrives as the raw string of its JSON", { a: [1] }, '{"a":[1]}'],
    ["a number likewise", 42, "42"],
    ["null likewise", null, "null"],
    ["a JSON string keeps its quotes", '"quoted"', '"quoted"'],
  ])("A6 by default %s", async (_title, sent, value) => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", sent)
    expect((await runner.run(ask)).result).toEqual({ type: "string", value })
  })

  test("A6 no result at all arrives as undefined", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve")
    expect((await runner.run(ask)).result).toEqual({ type: "undefined" })
  })

  test("A6 a serdes of the config gets the raw string, or undefined", async () => {
    const seen: (string | undefined)[] = []
    const serdes: Pick<Serdes<string>, "deserialize"> = {
      deserialize: async (text) => {
        seen.push(text)
        return `read ${text}`
      },
    }
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const [full] = await context.createCallback("full", { serdes })
      const [empty] = await context.createCallback("empty", { serdes })
      return [await full, await empty]
    })
    const runner = new DurableTestRunner()
    runner.completeCallback("full", { a: 1 })
    runner.completeCallback("empty")
    expect((await runner.run(handler)).result).toEqual(['read {"a":1}', "read undefined"])
    expect(new Set(seen)).toEqual(new Set(['{"a":1}', undefined]))
  })
})

describe("A7 replay of a callback that did not succeed", () => {
  const external = {
    ErrorType: "Rejected",
    ErrorMessage: "too expensive",
    ErrorData: '{"limit":5}',
    StackTrace: ["at approver", "at desk"],
  }

  test("A7 FAILED: an external error with message and data, type and stack in its cause", async () => {
    const runner = new DurableTestRunner()
    runner.failCallback("approve", external)
    expect((await runner.run(ask)).result).toEqual({
      class: "CallbackExternalError",
      message: "too expensive",
      data: '{"limit":5}',
      causeType: "Rejected",
      causeStack: "at approver\nat desk",
    })
  })

  test("A7 the error has no callback id in this SDK: the create has returned it", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const [answer, callbackId] = await context.createCallback("approve")
      return answer.catch((error: unknown) => [
        callbackId,
        Object.values(error as object).includes(callbackId),
      ])
    })
    const runner = new DurableTestRunner()
    runner.failCallback("approve", external)
    const execution = await runner.run(handler)
    expect(execution.result).toEqual([execution.operation("approve").callbackId, false])
  })

  test("A7 TIMED_OUT: a time-out error whose cause says which timer it was", async () => {
    expect((await new DurableTestRunner().run(ask)).result).toMatchObject({
      class: "CallbackTimeoutError",
      message: "Callback timed out",
      causeType: "Callback.Timeout",
    })
  })

  test("A7 without error details, a default message", async () => {
    const runner = new DurableTestRunner()
    runner.failCallback("approve")
    expect((await runner.run(ask)).result).toMatchObject({
      class: "CallbackExternalError",
      message: "Callback failed",
      causeType: "Error",
    })
  })

  /** A status that the service never gives a callback, which an answer has to have. */
  const runWithStatus = (Status: string, CallbackDetails: object = {}): Promise<Execution> => {
    const { handler } = tap(ask, {
      tell: (operation, invocation): WireOperation =>
        invocation === 1 || operation.Type !== "CALLBACK"
          ? operation
          : {
              ...operation,
              Status: Status as NonNullable<WireOperation["Status"]>,
              CallbackDetails: {
                CallbackId: operation.CallbackDetails?.CallbackId,
                ...CallbackDetails,
              },
            },
    })
    const runner = new DurableTestRunner(asNeeded)
    runner.completeCallback("approve", "yes")
    return runner.run(handler)
  }

  test("A7 FAILED and TIMED_OUT without any error, a default message", async () => {
    expect((await runWithStatus("FAILED")).result).toEqual({
      class: "CallbackExternalError",
      message: "Callback failed",
    })
    expect((await runWithStatus("TIMED_OUT")).result).toEqual({
      class: "CallbackTimeoutError",
      message: "Callback timed out",
    })
  })

  test.each(["CANCELLED", "STOPPED"])("A7 %s: an external error", async (status) => {
    expect((await runWithStatus(status)).result).toEqual({
      class: "CallbackExternalError",
      message: "Callback failed",
    })
    const Error = { ErrorType: "Stopped", ErrorMessage: "by an operator" }
    expect((await runWithStatus(status, { Error })).result).toMatchObject({
      class: "CallbackExternalError",
      message: "by an operator",
      causeType: "Stopped",
    })
  })

  test("A7 an unknown status: the SDK takes the callback for open and suspends", async () => {
    const execution = await runWithStatus("PAUSED")
    expect(execution.invocations[1]?.status).toBe("PENDING")
    // The simulated service knows better: nothing is open.
    expect(execution.error).toMatchObject({
      ErrorMessage: "Cannot return PENDING status with no pending operations.",
    })
  })
})
