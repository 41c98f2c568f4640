import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { blockOf } from "./blocked-run.ts"
import type { Timeouts } from "./timeouts.ts"
import { tap } from "./wire.ts"

/** What the SDK sends for a callback with `config`, and what the history records of it. */
const startOf = async (
  config?: Timeouts,
): Promise<{ sent: unknown; recorded: object | undefined }> => {
  const tapped = tap(
    withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.createCallback("approve", config)
    }),
  )
  const execution = await new DurableTestRunner().run(tapped.handler)
  const started = execution.history.find(({ EventType }) => EventType === "CallbackStarted")
  const { CallbackId: _id, ...recorded } = started?.CallbackStartedDetails ?? {}
  const sent = tapped.invocations[0]?.checkpoints[0]?.[0]?.CallbackOptions
  return { sent, recorded }
}

describe("A1 a fresh create", () => {
  const create = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const [, callbackId] = await context.createCallback("approve")
    return callbackId
  })

  test("A1 sends exactly one CALLBACK START", async () => {
    const tapped = tap(create)
    await new DurableTestRunner(asNeeded).run(tapped.handler)
    expect(tapped.invocations.map(({ checkpoints }) => checkpoints)).toMatchObject([
      [[{ Type: "CALLBACK", Action: "START", SubType: "Callback", Name: "approve" }]],
    ])
  })

  test("A1 returns the id that the service has allocated", async () => {
    const execution = await new DurableTestRunner().run(create)
    const [started] = execution.operation("approve").events
    expect(started?.CallbackStartedDetails?.CallbackId).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
    expect(execution.result).toBe(started?.CallbackStartedDetails?.CallbackId)
    expect(execution.operation("approve").callbackId).toBe(execution.result)
  })
})

describe("A2 the time-outs of a config", () => {
  test.each<[string, Timeouts | undefined, object, object]>([
    ["no config sends none", undefined, {}, {}],
    ["an empty config sends none", {}, {}, {}],
    [
      "both are sent in seconds",
      { timeout: { hours: 48 }, heartbeatTimeout: { hours: 12, minutes: 1, seconds: 1 } },
      { TimeoutSeconds: 172_800, HeartbeatTimeoutSeconds: 43_261 },
      { Timeout: 172_800, HeartbeatTimeout: 43_261 },
    ],
    [
      "only the total one, if that is all",
      { timeout: { days: 1 } },
      { TimeoutSeconds: 86_400 },
      { Timeout: 86_400 },
    ],
    [
      "only the heartbeat's, if that is all",
      { heartbeatTimeout: { minutes: 5 } },
      { HeartbeatTimeoutSeconds: 300 },
      { HeartbeatTimeout: 300 },
    ],
  ])("A2 %s", async (_title, config, sent, recorded) => {
    expect(await startOf(config)).toEqual({ sent, recorded })
  })
})

describe("A3 a service that gives no id", () => {
  const ask = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })

  test("A3 on the first run, the create fails with a clear error and nothing hangs", async () => {
    const { handler } = tap(ask, { tell: (operation) => ({ ...operation, CallbackDetails: {} }) })
    const execution = await new DurableTestRunner(exactTimes).run(handler)
    expect(execution.error).toMatchObject({
      ErrorType: "CallbackError",
      ErrorMessage: "No callback ID found for started callback: 1",
    })
    expect(execution.durationMs).toBe(0)
  })

  test("A3 on replay of one that has been answered, likewise", async () => {
    const { handler } = tap(ask, {
      tell: (operation, invocation) =>
        invocation === 1 ? operation : { ...operation, CallbackDetails: { Result: "yes" } },
    })
    const runner = new DurableTestRunner(asNeeded)
    runner.completeCallback("approve", "yes")
    expect((await runner.run(handler)).error).toMatchObject({
      ErrorType: "CallbackError",
      ErrorMessage: "No callback ID found for callback: 1",
    })
  })

  test("A3 on replay of one that is still open, likewise", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const [answer] = await context.createCallback("approve")
      await context.wait({ seconds: 1 })
      return answer
    })
    const { handler: tapped } = tap(handler, {
      tell: (operation, invocation) =>
        invocation === 1 || operation.Type !== "CALLBACK"
          ? operation
          : { ...operation, CallbackDetails: {} },
    })
    expect((await new DurableTestRunner().run(tapped)).error).toMatchObject({
      ErrorType: "CallbackError",
      ErrorMessage: "No callback ID found for started callback: 1",
    })
  })
})

describe("A4 awaiting a fresh callback", () => {
  const log: string[] = []
  const ask = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    log.push("create")
    const [answer] = await context.createCallback("approve")
    log.push("await")
    const value = await answer
    log.push("after")
    return value
  })

  test("A4 suspends: the invocation answers PENDING, and nothing after the await runs", async () => {
    log.length = 0
    const { execution } = await blockOf(new DurableTestRunner(asNeeded).run(ask))
    expect(log).toEqual(["create", "await"])
    expect(execution.invocations.map(({ status }) => status)).toEqual(["PENDING"])
    expect(execution.operation("approve").status).toBe("STARTED")
  })

  test("A4 what comes after the await runs in the invocation that brings the answer", async () => {
    log.length = 0
    const runner = new DurableTestRunner(asNeeded)
    runner.completeCallback("approve", "yes", { after: { hours: 3 } })
    const execution = await runner.run(ask)
    expect(log).toEqual(["create", "await", "create", "await", "after"])
    expect(execution.invocations.map(({ status }) => status)).toEqual(["PENDING", "SUCCEEDED"])
  })
})
