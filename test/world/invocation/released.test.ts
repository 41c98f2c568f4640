import { AsyncResource } from "node:async_hooks"
import { setImmediate as realTurn } from "node:timers/promises"
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"

import { exactTimes } from "../../support/exact-times.ts"

const START = Date.parse("2030-01-01T00:00:00Z")

interface Client {
  checkpoint(request: object): Promise<unknown>
  getExecutionState(request: object): Promise<unknown>
}

interface InvocationEvent {
  readonly durableExecutionClient: Client
  readonly DurableExecutionArn: string
  readonly CheckpointToken: string
}

describe("code of an invocation that is over", () => {
  test("is told by the service that its token is not valid, and changes nothing", async () => {
    const events: InvocationEvent[] = []
    const handler = async (event: InvocationEvent): Promise<object> => {
      events.push(event)
      return { Status: "SUCCEEDED", Result: "1" }
    }
    const execution = await new DurableTestRunner().run(handler)
    const { durableExecutionClient, DurableExecutionArn, CheckpointToken } =
      events[0] as InvocationEvent
    const request = { DurableExecutionArn, CheckpointToken, Updates: [] }
    const refusal = { name: "InvalidParameterValueException", message: "Invalid checkpoint token" }
    await expect(durableExecutionClient.checkpoint(request)).rejects.toMatchObject(refusal)
    await expect(durableExecutionClient.getExecutionState(request)).rejects.toMatchObject(refusal)
    expect(execution.history.map(({ EventType }) => EventType)).toEqual([
      "ExecutionStarted",
      "InvocationCompleted",
      "ExecutionSucceeded",
    ])
  })

  test("sees the time at which its world stopped, and none of its timers fires", async () => {
    const seen: unknown[] = []
    let late: () => void = () => {}
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      late = AsyncResource.bind(() => {
        const timer = setTimeout(() => seen.push("timer"), 1)
        timer.refresh()
        clearTimeout(timer)
        const immediate = setImmediate(() => seen.push("immediate"))
        clearImmediate(immediate)
        setTimeout(() => seen.push("timer"), 1)
        setImmediate(() => seen.push("immediate"))
        seen.push(new Date().toISOString(), performance.now(), Math.random() === Math.random())
      })
      await context.wait("a day", { days: 1 })
    })
    await new DurableTestRunner({ startTime: START, ...exactTimes }).run(handler)
    const other = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.step("wake the dead", async () => late())
      await context.wait("a day", { days: 1 })
    })
    await new DurableTestRunner().run(other)
    expect(seen).toEqual(["2030-01-02T00:00:00.000Z", 86_400_000, false])
  })
})

/**
 * V8 collects young objects often and cheaply, and the old ones seldom. A closure that is assigned to a
 * property is old from the beginning, with all it refers to: in the SDK there are such closures.
 */
describe("what a run leaves behind", () => {
  /** V8 allocates an instance of a class as a young object, always. */
  class Ballast {
    readonly next: Ballast | undefined

    constructor(next: Ballast | undefined) {
      this.next = next
    }
  }

  const WARM_UP_RUNS = 30
  const RUNS = 20
  const OBJECTS_PER_RUN = 20_000
  const BYTES_PER_RUN = 24 * OBJECTS_PER_RUN

  const makeBallast = (): Ballast => {
    let ballast = new Ballast(undefined)
    for (let count = 1; count < OBJECTS_PER_RUN; count++) ballast = new Ballast(ballast)
    return ballast
  }

  const oldBytes = (): number =>
    getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space")
      ?.space_used_size ?? 0

  const oldBytesAfterRuns = async (
    run: (ballast: Ballast) => Promise<unknown>,
  ): Promise<number> => {
    setFlagsFromString("--expose-gc")
    const collect = runInNewContext("gc") as (options?: object) => void
    const collectYoung = (): void => {
      // What survives twice is old.
      collect({ type: "minor" })
      collect({ type: "minor" })
    }
    // What V8 compiles is old too.
    for (let count = 0; count < WARM_UP_RUNS; count++) await run(makeBallast())
    collect()
    const before = oldBytes()
    for (let count = 0; count < RUNS; count++) {
      await run(makeBallast())
      await realTurn()
      collectYoung()
    }
    return oldBytes() - before
  }

  test("is young, with everything that the test has given the runner", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const value = await context.step("charge", async () => 1)
      await context.wait("an hour", { hours: 1 })
      return value + (await context.waitForCallback<number>("approve", async () => {}))
    })
    const left = await oldBytesAfterRuns(async (ballast) => {
      const runner = new DurableTestRunner()
      runner.completeCallback("approve", 1)
      runner.onCallback("nobody asks", () => void ballast)
      await runner.run(handler)
    })
    // What the SDK itself keeps is far less than that.
    expect(left).toBeLessThan((RUNS * BYTES_PER_RUN) / 2)
  })

  test("keeps what a body had for the first hundred errors only, and all errors", async () => {
    setFlagsFromString("--expose-gc")
    const collect = runInNewContext("gc") as () => void
    const bodies: WeakRef<object>[] = []
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const ofTheBody = { attempt: bodies.length }
      bodies.push(new WeakRef(ofTheBody))
      const decline = async (): Promise<void> => {
        throw new Error(`declined ${ofTheBody.attempt}`)
      }
      await context.step("charge", decline, {
        retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 250, delay: { hours: 1 } }),
      })
    })
    const execution = await new DurableTestRunner(exactTimes).run(handler)
    await realTurn()
    collect()
    const left = bodies.filter((body) => body.deref() !== undefined).length
    expect(bodies).toHaveLength(250)
    expect(left).toBeLessThan(150)
    const thrown = execution.operation("charge").attempts.map((attempt) => attempt.thrown as Error)
    expect(thrown.map(({ message }) => message)).toEqual(
      bodies.map((_, index) => `declined ${index}`),
    )
    expect(thrown.map(({ stack }) => stack).every((stack) => stack?.includes("decline ("))).toBe(
      true,
    )
  })

  test("is old where the test itself keeps it", async () => {
    const kept: object[] = []
    const left = await oldBytesAfterRuns(async (ballast) => void kept.push(ballast))
    expect(left).toBeGreaterThan((RUNS * BYTES_PER_RUN) / 2)
    expect(kept).toHaveLength(WARM_UP_RUNS + RUNS)
  })
})
