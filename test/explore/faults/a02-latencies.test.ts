import { setTimeout as sleep } from "node:timers/promises"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { durable, exploring, problemOf, schedulesByTier } from "../exploring.ts"

type Body = (event: unknown, context: DurableContext) => Promise<unknown>

const log: string[] = []

const observing = {
  prepare: () => void (log.length = 0),
  observe: () => [...log],
}

/** Each is right with the latencies of its fakes, and wrong with others. */
const ordered: readonly { readonly title: string; readonly body: Body }[] = [
  {
    title: "two chains under Promise.all",
    body: async (_event, c) =>
      Promise.all(
        [1, 2].map(async (n) => {
          await c.step(`fetch ${n}`, () => sleep(n * 100))
          return c.step(`store ${n}`, async () => n)
        }),
      ),
  },
  {
    title: "callback timers, the shorter one first",
    body: async (_event, c) =>
      Promise.all(
        [5, 300].map(async (ms) => {
          await c.step(`fetch ${ms}`, () => new Promise<void>((done) => void setTimeout(done, ms)))
          return c.step(`store ${ms}`, async () => ms)
        }),
      ),
  },
  {
    title: "a body of two timers beside one that awaits none",
    body: async (_event, c) =>
      Promise.all(
        ["quick", "slow"].map(async (name) => {
          await c.step(name, async () => {
            if (name === "quick") return
            await sleep(20)
            await sleep(20)
          })
          return c.step(`after ${name}`, async () => name)
        }),
      ),
  },
  {
    title: "a race that one of two services always wins",
    body: async (_event, c) => {
      const first = await Promise.race([
        c.step("dhl", async () => sleep(10, "dhl")),
        c.step("ups", async () => sleep(500, "ups")),
      ])
      await c.step(`book ${first}`, async () => void log.push(first))
      await c.wait("a night", { hours: 8 })
      return first
    },
  },
]

describe("Bodies that await timers take part in the orders (A2)", () => {
  test.each(ordered)("A bug of $title is found", async ({ body }) => {
    // Without crashes in the middle of a body, another latency alone shows it.
    const { failure, message } = await exploring(body, { ...observing, anywhere: false })
    expect(failure?.violation.invariant, message).toMatch(
      /^(?:replay-determinism|crash-refinement)$/u,
    )
    expect(message).toContain("continues before its timer is due")
    const byDefault = await exploring(body, observing)
    expect(byDefault.failure?.violation.invariant).toBe(failure?.violation.invariant)
  })

  test("Without latencies the timers of the fakes are the only order, and the verdict says so", async () => {
    const body = ordered[0]?.body ?? expect.fail()
    const verdict = await exploring(body, { ...observing, latencies: false })
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.message).toContain("not checked  other latencies of bodies that await timers")
  })

  test("A handler whose bodies await no timer has the same schedules with latencies and without", async () => {
    const body: Body = async (_event, c) =>
      Promise.all([c.step("a", async () => "a"), c.step("b", async () => "b")])
    const [on, off] = [await exploring(body), await exploring(body, { latencies: false })]
    expect(schedulesByTier(on)).toEqual(schedulesByTier(off))
    expect(off.message).not.toContain("latencies")
  })

  test("The schedule of a hurried timer replays", async () => {
    const body = ordered[0]?.body ?? expect.fail()
    const { failure } = await exploring(body, { ...observing, anywhere: false })
    const { schedule } = failure ?? expect.fail()
    expect(schedule).toMatch(/^d2\.esl-/u)
    const execution = await new DurableTestRunner().replaySchedule(schedule, durable(body))
    expect(execution.status).toBe("FAILED")
    expect(execution.error?.ErrorMessage).toContain("Non-deterministic execution detected")
  })
})

/** Right with any latencies: nothing may be reported. */
const right: readonly { readonly title: string; readonly body: Body }[] = [
  {
    title: "it polls until an instant",
    body: async (_event, c) =>
      c.step("poll", async () => {
        const end = Date.now() + 50
        let polls = 0
        while (Date.now() < end) {
          await sleep(20)
          polls++
        }
        return polls <= 3
      }),
  },
  {
    title: "a timer is never seen to fire before its time",
    body: async (_event, c) =>
      Promise.all(
        [200, 30].map(async (ms) =>
          c.step(`sleep ${ms}`, async () => {
            const before = [Date.now(), performance.now()] as const
            await sleep(ms)
            return Date.now() - before[0] >= ms && performance.now() - before[1] >= ms
          }),
        ),
      ),
  },
  {
    title: "a time-out in the body is longer than what it bounds",
    body: async (_event, c) =>
      Promise.all([
        c.step("call", async () => Promise.race([sleep(10, "answer"), sleep(1_000, "time-out")])),
        c.step("other", async () => sleep(50, "other")),
      ]),
  },
  {
    title: "an AbortSignal bounds what is quicker",
    body: async (_event, c) =>
      c.step("call", async () => sleep(10, "answer", { signal: AbortSignal.timeout(1_000) })),
  },
]

test.each(right)("A body passes with every latency: $title", async ({ body }) => {
  const verdict = await exploring(body, observing)
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.outcomes, verdict.message).toBe(1)
})
