import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { setTimeout as sleep } from "node:timers/promises"
import {
  BlockedExecutionError,
  DurableTestRunner,
  DurableTestRunnerError,
} from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { messageOf, nameOf } from "../error-text.ts"
import { expectError, expectRejection } from "../expect-error.ts"

const ask = withDurableExecution((_event: unknown, context: DurableContext) =>
  context.waitForCallback("approve", async () => {}, {
    timeout: { hours: 24 },
    heartbeatTimeout: { minutes: 30 },
  }),
)

describe("an external system", () => {
  test("answers the callbacks of its name, in virtual time", async () => {
    const runner = new DurableTestRunner({ ...exactTimes, startTime: 0 })
    runner.onCallback("approve", async (callback) => {
      await callback.sleep({ minutes: 5 })
      await callback.succeed({ at: Date.now(), pending: callback.isPending })
    })
    const execution = await runner.run(ask)
    expect(execution.result).toBe('{"at":300020,"pending":true}')
    expect(execution.durationMs).toBe(300_020)
  })

  test("sees the callback as it is", async () => {
    const seen: object[] = []
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback("approve", async (callback) => {
      const { id, name, occurrence, createdAt, timeoutSeconds, heartbeatTimeoutSeconds } = callback
      seen.push({ id, name, occurrence, createdAt, timeoutSeconds, heartbeatTimeoutSeconds })
      await callback.succeed()
      seen.push({ isPending: callback.isPending })
    })
    const execution = await runner.run(ask)
    expect(seen).toEqual([
      {
        id: execution.operation("approve").callbackId,
        name: "approve",
        occurrence: 1,
        createdAt: execution.startTimestamp,
        timeoutSeconds: 86_400,
        heartbeatTimeoutSeconds: 1_800,
      },
      { isPending: false },
    ])
  })

  test("may fail it, and keep it alive before that", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback(/^appr/, async (callback) => {
      for (let beat = 0; beat < 4; beat++) {
        await callback.sleep({ minutes: 29 })
        await callback.heartbeat()
      }
      await callback.fail({ ErrorType: "Rejected", ErrorMessage: "too expensive" })
    })
    const execution = await runner.run(ask)
    expect(execution.error).toMatchObject({ ErrorMessage: "too expensive" })
    expect(execution.durationMs).toBe(4 * 29 * 60_000 + 20)
  })

  test("has virtual timers, dates and random numbers of its own run", async () => {
    const answer = async (seed: number): Promise<unknown> => {
      const runner = new DurableTestRunner({ ...exactTimes, seed, startTime: 0 })
      runner.onCallback("approve", async (callback) => {
        await sleep(60_000)
        await callback.succeed([new Date().toISOString(), Math.random()])
      })
      return (await runner.run(ask)).result
    }
    expect(await answer(1)).toBe(await answer(1))
    expect(await answer(1)).not.toBe(await answer(2))
    expect(await answer(1)).toContain("1970-01-01T00:01:00.020Z")
  })

  test("gets what no script answers, and nothing else", async () => {
    const twice = withDurableExecution(async (_event: unknown, context) => [
      await context.waitForCallback("approve", async () => {}),
      await context.waitForCallback("approve", async () => {}),
    ])
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "by the script")
    runner.onCallback("approve", (callback) => callback.succeed("by the system"))
    const execution = await runner.run(twice)
    expect(execution.result).toEqual(["by the script", "by the system"])
  })

  test("of several that fit, the first gets the callback; a predicate may choose", async () => {
    const runner = new DurableTestRunner()
    runner
      .onCallback(
        ({ name }) => name === "other",
        (callback) => callback.succeed("other"),
      )
      .onCallback(/./, (callback) => callback.succeed("first"))
      .onCallback("approve", (callback) => callback.succeed("second"))
    expect((await runner.run(ask)).result).toBe("first")
  })

  test("stays registered for later runs", async () => {
    const runner = new DurableTestRunner()
    runner.onCallback("approve", (callback) => callback.succeed(String(callback.occurrence)))
    expect((await runner.run(ask)).result).toBe("1")
    expect((await runner.run(ask)).result).toBe("1")
  })

  test("that comes too late is refused by the service, and that is fine", async () => {
    const refused: string[] = []
    const runner = new DurableTestRunner()
    runner.onCallback("approve", async (callback) => {
      await callback.sleep({ hours: 25 })
      await callback.succeed("late").catch((error: unknown) => {
        refused.push(nameOf(error))
        throw error
      })
    })
    const execution = await runner.run(ask)
    expect(execution.error?.ErrorType).toBe("CallbackTimeoutError")
    expect(refused).toEqual(["CallbackTimeoutException"])
  })

  test("that throws ends the run with its error", async () => {
    const thrown = new RangeError("the desk is closed")
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback("approve", () => {
      throw thrown
    })
    const error = await expectRejection(runner.run(ask), DurableTestRunnerError)
    expect(error.code).toBe("RESPONDER_FAILED")
    expect(error.cause).toBe(thrown)
    expect(error.message.split("\n")[0]).toMatchInlineSnapshot(
      `"The responder of callback "approve" threw at +20ms virtual time: RangeError: the desk is closed"`,
    )
  })

  test("that does nothing leaves the callback to its time-out, or the run blocked", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback(/./, () => {})
    expect((await runner.run(ask)).durationMs).toBe(1_800_000)
    const forever = withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("approve", async () => {}),
    )
    await expectRejection(runner.run(forever), BlockedExecutionError)
  })
})

test("wrong arguments of onCallback are refused", () => {
  const runner = new DurableTestRunner()
  const calls = [
    () => runner.onCallback("", () => {}),
    () => runner.onCallback(7 as never, () => {}),
    () => runner.onCallback("approve", "yes" as never),
    () => runner.onCallback("approve", () => {}, { wen: "created" } as never),
  ]
  const messages = calls.map((call) => messageOf(expectError(call, InvalidArgumentError)))
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call onCallback: the pattern is "". Pass a callback's name, a regular expression or a predicate.",
      "Failed to call onCallback: the pattern is 7. Pass a callback's name, a regular expression or a predicate.",
      "Failed to call onCallback: the responder is "yes". Pass a function: runner.onCallback("approve", async (callback) => { await callback.succeed() }).",
      "Failed to call onCallback: there is no option "wen". The options are when. Did you mean "when"?",
    ]
  `)
})
