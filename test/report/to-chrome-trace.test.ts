import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, Execution } from "durable-test-runner"
import { type ChromeTraceEvent, toChromeTrace } from "durable-test-runner/report"
import { expect, test } from "vitest"
import { runOrder } from "./orders.ts"

const fanOut = withDurableExecution(async (_: unknown, context: DurableContext) => {
  await context.map([1, 2, 3, 4], async (each, _item, index) => {
    await each.wait("pause", { seconds: index + 1 })
    await each.step("work", async () => index)
  })
  await context.parallel([async (branch) => branch.wait("a", { seconds: 2 }), async () => {}])
})

/** Pairs of spans of one thread that overlap without one being inside of the other. */
function overlapping(events: readonly ChromeTraceEvent[]): string[] {
  const spans = events.filter(({ ph }) => ph === "X")
  return spans.flatMap((a) =>
    spans
      .filter((b) => a !== b && a.pid === b.pid && a.tid === b.tid)
      .filter((b) => {
        const [endOfA, endOfB] = [a.ts + (a.dur ?? 0), b.ts + (b.dur ?? 0)]
        return a.ts < b.ts && b.ts < endOfA && endOfA < endOfB
      })
      .map((b) => `${a.name} and ${b.name}`),
  )
}

test("a trace has a process for each execution, with its invocations and operations", async () => {
  const { traceEvents } = toChromeTrace(await runOrder())
  const names = traceEvents.filter(({ name }) => name === "process_name")
  expect(names.map(({ pid, args }) => [pid, args["name"]])).toEqual([
    [1, "order"],
    [2, "pay"],
  ])
  expect(traceEvents.find(({ name }) => name === "wait cool-off")).toMatchObject({
    ph: "X",
    cat: "WAIT",
    ts: 3_000_000,
    dur: 7 * 86_400 * 1_000_000,
    args: { status: "SUCCEEDED" },
  })
  const instants = traceEvents.filter(({ ph }) => ph === "i").map(({ name }) => name)
  expect(instants).toEqual([
    "attempt 1 failed",
    "heartbeat",
    "success",
    "received o-1",
    "the card is about to expire",
    "settled",
  ])
})

test("spans of one thread never overlap but by one being inside of the other", async () => {
  const execution = await new DurableTestRunner().run(fanOut)
  const { traceEvents } = toChromeTrace(execution)
  expect(traceEvents.filter(({ ph }) => ph === "X").length).toBeGreaterThan(10)
  expect(overlapping(traceEvents)).toEqual([])
  expect(overlapping(toChromeTrace(await runOrder()).traceEvents)).toEqual([])
})

test("a trace of an execution that has not ended ends with what is known", async () => {
  const { history } = await runOrder()
  const open = Execution.fromHistory(history.slice(0, 5))
  const { traceEvents } = toChromeTrace(open)
  expect(traceEvents.every(({ dur = 0 }) => Number.isFinite(dur) && dur >= 0)).toBe(true)
  expect(JSON.stringify(toChromeTrace(open))).toMatch(/^\{"displayTimeUnit":"ms"/u)
})

test("a trace of what is no execution is refused", () => {
  expect(() => toChromeTrace({} as never)).toThrow(/^Failed to call toChromeTrace: it got \{\}/u)
})
