import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { eventually } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { durable, exploring, problemOf } from "../exploring.ts"

type Body = (event: unknown, context: DurableContext) => Promise<unknown>

const twice = {
  retryStrategy: (_error: unknown, attempt: number) => ({
    shouldRetry: attempt < 2,
    delay: { seconds: 1 },
  }),
}

interface Shape {
  readonly shape: string
  readonly step: string
  readonly swallowing: Body
  readonly surfacing: Body
}

const shapes: readonly Shape[] = [
  {
    shape: "a step in a try block",
    step: "charge",
    swallowing: async (_event, c) => {
      try {
        await c.step("charge", async () => "paid", twice)
      } catch {
        // Whoever reads the log may see it.
      }
      return "shipped"
    },
    surfacing: async (_event, c) => {
      try {
        await c.step("charge", async () => "paid", twice)
      } catch {
        throw new Error("not paid")
      }
      return "shipped"
    },
  },
  {
    shape: "an item of a batch that nobody asks for its failures",
    step: "send 1",
    swallowing: async (_event, c) => {
      const batch = await c.map("all", [1, 2], async (item, n) =>
        item.step(`send ${n}`, async () => n, twice),
      )
      return batch.getResults()
    },
    surfacing: async (_event, c) => {
      const batch = await c.map("all", [1, 2], async (item, n) =>
        item.step(`send ${n}`, async () => n, twice),
      )
      batch.throwIfError()
      return batch.getResults()
    },
  },
  {
    shape: "a default value",
    step: "price",
    swallowing: async (_event, c) => ({
      price: await c.step("price", async () => 90, twice).catch(() => 0),
    }),
    surfacing: async (_event, c) => ({ price: await c.step("price", async () => 90, twice) }),
  },
  {
    shape: "allSettled",
    step: "audit",
    swallowing: async (_event, c) => {
      await Promise.allSettled([
        c.step("pay", async () => "paid", twice),
        c.step("audit", async () => "kept", twice),
      ])
      return "done"
    },
    surfacing: async (_event, c) => {
      await Promise.all([
        c.step("pay", async () => "paid", twice),
        c.step("audit", async () => "kept", twice),
      ])
      return "done"
    },
  },
]

describe("The body of a step fails for good (F7)", () => {
  test.each(shapes)(
    "A failure that is swallowed is a violation on request: $shape",
    async ({ swallowing, step }) => {
      const verdict = await exploring(swallowing, { check: ["failures-surface"], tiers: ["sweep"] })
      expect(verdict.failure?.violation.invariant).toBe("failures-surface")
      expect(problemOf(verdict)).toMatch(
        /^failures-surface: the body of step ".+" fails in each of its attempts, and the execution ends SUCCEEDED/u,
      )
      expect(verdict.message).toMatch(/body-failure +step .+ fails in each attempt: it throws/u)
      expect(step).not.toBe("")
    },
  )

  test.each(shapes)(
    "A failure that fails the execution is none: $shape",
    async ({ surfacing, step }) => {
      const verdict = await exploring(surfacing, { check: ["failures-surface"], tiers: ["sweep"] })
      expect(problemOf(verdict)).toBe("nothing")
      const failed = verdict.failedBodies.find(({ operation }) => operation === step)
      expect(failed?.outcomes.map(({ status }) => status)).toEqual(["FAILED"])
    },
  )

  test.each(shapes)(
    "Without the request the reader is told where it leads: $shape",
    async ({ swallowing, step }) => {
      const verdict = await exploring(swallowing, { faults: ["body-failure"], tiers: ["sweep"] })
      expect(problemOf(verdict)).toBe("nothing")
      const failed = verdict.failedBodies.find(({ operation }) => operation === step)
      expect(failed?.outcomes.map(({ status }) => status)).toEqual(["SUCCEEDED"])
      expect(verdict.message).toContain("  if it fails  ")
      expect(verdict.message).toMatch(/; body-failure in \d+ runs/u)
    },
  )

  test("The verdict has a line for each step", async () => {
    const verdict = await exploring(
      async (_event, c) => {
        await c.step("charge", async () => "paid", twice)
        await c.step("mail", async () => "sent", twice).catch(() => "not sent")
        return "shipped"
      },
      { faults: ["body-failure"], tiers: ["sweep"] },
    )
    expect(verdict.message).toContain(
      [
        '  if it fails  charge  FAILED StepError: The body of step "charge" always fails: the schedule says so',
        '               mail    SUCCEEDED "shipped"',
      ].join("\n"),
    )
  })

  test("It fails in each later attempt, and in each later invocation", async () => {
    const attempts: number[] = []
    const body: Body = async (_event, c) =>
      c.step("charge", async ({ attempt }) => void attempts.push(attempt), {
        retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 4, delay: { hours: 1 } }),
      })
    const { failure } = await exploring(body, {
      faults: ["body-failure"],
      tiers: ["sweep"],
      check: [eventually("it is paid", ({ execution }) => execution.status === "SUCCEEDED")],
    })
    attempts.length = 0
    const schedule = failure?.schedule ?? expect.fail()
    const execution = await new DurableTestRunner().replaySchedule(schedule, durable(body))
    expect(execution.status).toBe("FAILED")
    expect(attempts).toEqual([1, 2, 3, 4])
    expect(execution.invocations.length).toBeGreaterThanOrEqual(4)
  })

  test("An outcome that is allowed is no violation", async () => {
    const verdict = await exploring(shapes[0]?.swallowing ?? expect.fail(), {
      check: ["failures-surface"],
      allow: ({ result }) => result === "shipped",
      tiers: ["sweep"],
    })
    expect(problemOf(verdict)).toBe("nothing")
  })

  test("The schedule that is printed fails the body again", async () => {
    const handler = durable(shapes[0]?.swallowing ?? expect.fail())
    const verdict = await exploring(shapes[0]?.swallowing ?? expect.fail(), {
      check: ["failures-surface"],
      faults: [],
    })
    const schedule = verdict.failure?.schedule ?? expect.fail()
    expect(schedule).toMatch(/^d2\.esal-fb-m1\./u)
    const execution = await new DurableTestRunner().replaySchedule(schedule, handler)
    expect(execution.status).toBe("SUCCEEDED")
    expect(execution.operation("charge").attempts.length).toBe(2)
    expect(execution.operation("charge").status).toBe("FAILED")
  })
})
