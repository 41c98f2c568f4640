import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { RunnerBusyError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "./expect-error.ts"

const ask = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [answer] = await context.createCallback("approve")
  return answer
})

describe("a runner that is running", () => {
  test("refuses another run", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "yes")
    const first = runner.run(ask)
    const error = await expectRejection(runner.run(ask), RunnerBusyError)
    expect(error.code).toBe("RUNNER_BUSY")
    expect(error.message).toMatchInlineSnapshot(
      `"Failed to start a run: this runner is running another one. Await the first run, or make a DurableTestRunner for each: they do not see each other."`,
    )
    expect((await first).result).toBe("yes")
  })

  test("refuses a run of itself from inside the run", async () => {
    const runner = new DurableTestRunner()
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step(() =>
        expectRejection(runner.run(ask), RunnerBusyError).then(({ code }) => code),
      ),
    )
    expect((await runner.run(handler)).result).toBe("RUNNER_BUSY")
  })

  test("is free again after a run that failed", async () => {
    const runner = new DurableTestRunner({ handlerTimeoutMs: 1 })
    await expect(runner.run(async () => "not wrapped")).rejects.toThrow("not a durable function")
    await expect(runner.run(ask)).rejects.toThrow("cannot continue")
    await expect(runner.run("nothing" as never)).rejects.toThrow("a string")
    const never = withDurableExecution(() => new Promise(() => {}))
    await expect(runner.run(never)).rejects.toThrow("never settles")
    runner.completeCallback("approve", "yes")
    expect((await runner.run(ask)).status).toBe("SUCCEEDED")
  })

  test("runs a run of another runner inside its own", async () => {
    const inner = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.wait({ days: 1 })
      return Date.now()
    })
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step(async () => {
        const { result } = await new DurableTestRunner({ ...exactTimes, startTime: 0 }).run(inner)
        return { inner: result, outer: new Date().getUTCFullYear() }
      }),
    )
    const execution = await new DurableTestRunner({ ...exactTimes, startTime: "2030-01-01" }).run(
      handler,
    )
    expect(execution.result).toEqual({ inner: 86_400_000, outer: 2_030 })
  })
})

describe("a runner that runs twice", () => {
  test("has used the first run's scripts up", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "first")
    expect((await runner.run(ask)).result).toBe("first")
    await expect(runner.run(ask)).rejects.toThrow("cannot continue")
    runner.completeCallback("approve", "second")
    expect((await runner.run(ask)).result).toBe("second")
  })

  test("begins each run at the start time, with ids of its own", async () => {
    const runner = new DurableTestRunner({ ...exactTimes, startTime: "2030-01-01T00:00:00Z" })
    const runs = []
    for (const answer of ["a", "b", "c"]) {
      runner.completeCallback("approve", answer, { after: { days: 2 } })
      runs.push(await runner.run(ask))
    }
    expect(new Set(runs.map(({ arn }) => arn)).size).toBe(3)
    expect(new Set(runs.map((run) => run.operation("approve").callbackId)).size).toBe(3)
    for (const { startTimestamp, durationMs, history, deliveries } of runs) {
      expect(startTimestamp.toISOString()).toBe("2030-01-01T00:00:00.000Z")
      expect(durationMs).toBe(172_800_000)
      expect(history[0]?.EventId).toBe(1)
      expect(deliveries).toHaveLength(1)
    }
  })

  test("gives what a second runner of the same seed gives in its second run", async () => {
    const twice = async (): Promise<string[]> => {
      const runner = new DurableTestRunner({ seed: 9 })
      const histories: string[] = []
      for (let run = 0; run < 2; run++) {
        runner.completeCallback("approve", "yes")
        histories.push(JSON.stringify((await runner.run(ask)).history))
      }
      return histories
    }
    expect(await twice()).toEqual(await twice())
  })

  test("keeps its registered functions", async () => {
    const runner = new DurableTestRunner().registerFunction("double", async (n: number) => 2 * n, {
      durable: false,
    })
    const handler = withDurableExecution((n: number, context) => context.invoke("double", n))
    expect((await runner.run(handler, 2)).result).toBe(4)
    expect((await runner.run(handler, 3)).result).toBe(6)
  })
})

describe("a result is a value", () => {
  test("that is not changed by a later run", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "first")
    const execution = await runner.run(ask)
    const before = JSON.stringify(execution)
    const timeline = execution.timeline()
    runner.completeCallback("approve", "second")
    await runner.run(ask)
    expect(JSON.stringify(execution)).toBe(before)
    expect(execution.timeline()).toBe(timeline)
    expect(execution.result).toBe("first")
  })

  test("that is not changed by refused calls after the end", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "first")
    const execution = await runner.run(ask)
    const before = JSON.stringify(execution)
    const id = execution.operation("approve").callbackId ?? ""
    runner.completeCallback(id, "again", { expectRefused: true })
    expect(JSON.stringify(execution)).toBe(before)
  })

  test("whose parts belong to it alone", async () => {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step("make", async () => ({ list: [1] })),
    )
    const runner = new DurableTestRunner()
    const execution = await runner.run(handler)
    const other = await runner.run(handler)
    ;(execution.result as { list: number[] }).list.push(2)
    expect(execution.result).toEqual({ list: [1] })
    execution.history[0]!.EventTimestamp!.setFullYear(1999)
    expect(other.history[0]?.EventTimestamp?.getFullYear()).toBe(2026)
    expect(execution.startTimestamp.getFullYear()).toBe(2026)
  })
})
