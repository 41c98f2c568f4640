import { expect, test } from "vitest"
import { bodyRuns } from "../../../src/explore/invariants/body-runs.ts"
import { callbacks } from "../../../src/explore/invariants/callbacks.ts"
import { exactlyOnce } from "../../../src/explore/invariants/exactly-once.ts"
import { time } from "../../../src/explore/invariants/time.ts"
import type { RunPlan } from "../../../src/schedule/run-plan.ts"
import type { ScheduledRun } from "../../../src/schedule/run-schedule.ts"
import type { EventFact } from "../../../src/service/state/event-record.ts"
import { eventOf, withBodies, withHistory } from "./doctored.ts"
import { oneRun, ORDERS_ONLY, PLAIN } from "../exploring.ts"

/*
 * What these invariants say is up to the service and the SDK, and no handler can break it. So the runs
 * are real ones, and what was seen of them is doctored.
 */

/** A step that fails once, and a wait. */
const paid = (plan?: RunPlan): Promise<ScheduledRun> =>
  oneRun(async (_event, context) => {
    await context.step("pay", async ({ attempt }) => {
      if (attempt === 1) throw new Error("declined")
    })
    await context.wait("settle", { seconds: 5 })
  }, plan)

const crashing: RunPlan = {
  space: { ...ORDERS_ONLY, faults: ["crash", "crash-after-persist"], maxFaults: Infinity },
  prefix: [],
  policy: { kind: "always-replay", order: "oldest-first" },
}

const succeeded = {
  eventType: "StepSucceeded",
  result: undefined,
  attempt: 1,
  nextAttemptDelaySeconds: undefined,
} satisfies EventFact

const failed = {
  eventType: "StepFailed",
  error: undefined,
  attempt: 1,
  nextAttemptDelaySeconds: 3,
} satisfies EventFact

test.each([
  ["a plain run", PLAIN],
  ["a run with a crash after everything that is recorded", crashing],
])("%s breaks none of them", async (_title, plan) => {
  const run = await paid(plan)
  expect(run.world.log.records.length).toBeGreaterThan(1)
  const found = [exactlyOnce, bodyRuns, callbacks, time].map((invariant) => invariant(run))
  expect(found).toEqual([undefined, undefined, undefined, undefined])
})

test("exactly-once: a body that runs although its outcome is recorded", async () => {
  const run = await paid()
  const last = run.world.service.eventCount(run.executionArn)
  const again = withBodies(run, ([first, ...rest]) => [
    ...(first ? [first, { ...first, eventCount: last }] : []),
    ...rest,
  ])
  expect(exactlyOnce(again)).toMatchInlineSnapshot(`
    {
      "invariant": "exactly-once",
      "message": "the body of operation 1 ran although its outcome was recorded",
      "operation": "1",
      "signature": "exactly-once 1",
    }
  `)
})

test.each([
  ["an attempt that was given a next one", failed],
  ["the outcome of another step", succeeded],
])("exactly-once: %s is no outcome of that step", async (_title, fact) => {
  const run = await paid()
  const path = fact === succeeded ? "9" : (run.bodies.runs[0]?.path ?? "")
  const doctored = withHistory(
    withBodies(run, (runs) => runs.map((body) => ({ ...body, eventCount: 1 }))),
    [eventOf(path, 0, fact)],
  )
  expect(exactlyOnce(doctored)).toBeUndefined()
})

test.each([
  ["succeeded", succeeded],
  ["failed for good", { ...failed, nextAttemptDelaySeconds: undefined }],
])("exactly-once: a body after its step has %s", async (_title, fact) => {
  const run = await paid()
  const doctored = withHistory(
    withBodies(run, (runs) => runs.map((body) => ({ ...body, eventCount: 1 }))),
    [eventOf(run.bodies.runs[0]?.path ?? "", 0, fact)],
  )
  expect(exactlyOnce(doctored)?.signature).toBe("exactly-once 1")
})

test("body-runs: an attempt whose body runs twice in one invocation", async () => {
  const run = await paid()
  expect(bodyRuns(withBodies(run, (runs) => [...runs, ...runs.slice(1)]))).toMatchInlineSnapshot(`
    {
      "invariant": "body-runs",
      "message": "attempt 2 of operation 1 ran its body twice in one invocation",
      "operation": "1",
      "signature": "body-runs 1",
    }
  `)
})

test("body-runs: the same attempt in another invocation is a crash's doing", async () => {
  const run = await paid()
  const elsewhere = withBodies(run, (runs) => [
    ...runs,
    ...runs.map((body) => ({ ...body, requestId: "another" })),
  ])
  expect(bodyRuns(elsewhere)).toBeUndefined()
})

const asked = (timeout: number | undefined): EventFact => ({
  eventType: "CallbackStarted",
  callbackId: "c",
  timeout,
  heartbeatTimeout: undefined,
})
const answered: EventFact = { eventType: "CallbackSucceeded", result: undefined }
const timedOut: EventFact = { eventType: "CallbackTimedOut", error: undefined }

async function callbackProblem(...facts: (readonly [at: number, fact: EventFact])[]) {
  const events = facts.map(([at, fact]) => eventOf("1", at, fact))
  return callbacks(withHistory(await paid(), events))
}

test("callbacks: one that has two outcomes", async () => {
  expect(await callbackProblem([0, asked(60)], [60_000, timedOut], [60_000, answered]))
    .toMatchInlineSnapshot(`
    {
      "invariant": "callbacks",
      "message": ""operation 1" has two outcomes",
      "operation": "operation 1",
      "signature": "callbacks c4ca4238a0b92382 has two outcomes",
    }
  `)
})

test("callbacks: one that is answered when its time is over", async () => {
  expect(await callbackProblem([0, asked(60)], [60_000, answered])).toMatchInlineSnapshot(`
    {
      "invariant": "callbacks",
      "message": ""operation 1" was answered when its time was over",
      "operation": "operation 1",
      "signature": "callbacks c4ca4238a0b92382 was answered when its time was over",
    }
  `)
})

test("callbacks: a chained invoke that has two outcomes", async () => {
  const fact: EventFact = { eventType: "ChainedInvokeSucceeded", result: undefined }
  const problem = await callbackProblem([0, fact], [0, fact])
  expect(problem?.message).toBe('"operation 1" has two outcomes')
})

test.each([
  ["in time", 59_999, answered, 60],
  ["by its time-out", 60_000, timedOut, 60],
  ["late, without a time-out", 999_000, answered, undefined],
])(
  "callbacks: a callback that is answered %s is no violation",
  async (_title, at, fact, timeout) => {
    expect(await callbackProblem([0, asked(timeout)], [at, fact])).toBeUndefined()
  },
)

async function timeProblem(...facts: (readonly [at: number, fact: EventFact])[]) {
  const events = facts.map(([at, fact]) => eventOf("1", at, fact))
  return time(withHistory(await paid(), events))
}

const waiting = { eventType: "WaitStarted", duration: 5, scheduledEndAt: 5_000 } as EventFact
const waited: EventFact = { eventType: "WaitSucceeded", duration: 5 }
const started: EventFact = { eventType: "StepStarted" }

test("time: a wait that ends too early", async () => {
  expect(await timeProblem([0, waiting], [4_999, waited])).toMatchInlineSnapshot(`
    {
      "invariant": "time",
      "message": "WaitSucceeded of operation 1 came before its time",
      "operation": "operation 1",
      "signature": "time c4ca4238a0b92382",
    }
  `)
})

test("time: an attempt that begins before its delay is over", async () => {
  expect(await timeProblem([0, started], [10, failed], [3_009, started])).toMatchInlineSnapshot(`
    {
      "invariant": "time",
      "message": "StepStarted of operation 1 came before its time",
      "operation": "operation 1",
      "signature": "time c4ca4238a0b92382",
    }
  `)
})

test("time: an event at its instant, or later, is no violation", async () => {
  expect(await timeProblem([0, waiting], [5_000, waited])).toBeUndefined()
  expect(await timeProblem([0, waiting], [9_000, waited])).toBeUndefined()
  expect(await timeProblem([0, started], [10, failed], [3_010, started])).toBeUndefined()
})
