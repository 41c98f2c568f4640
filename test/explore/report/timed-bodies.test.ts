import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exploring, ON_ONE_PAGE, problemOf } from "../exploring.ts"

type Handler = (event: never, context: DurableContext) => Promise<unknown>

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

const NOT_CHECKED = "not checked  other latencies of bodies that await timers: latencies is false"

interface Timed {
  readonly shape: string
  readonly handler: Handler
  readonly prepare?: (runner: DurableTestRunner) => void
}

const timed: readonly Timed[] = [
  {
    shape: "chained steps whose first bodies take unlike times",
    handler: async (_event, context) => {
      await Promise.all(
        [1, 2].map(async (n) => {
          await context.step(`fetch ${n}`, () => pause(n * 100))
          return context.step(`store ${n}`, async () => n)
        }),
      )
    },
  },
  {
    shape: "a submitter that takes its time",
    prepare: (runner) => {
      runner.completeCallback("approve", "yes")
    },
    handler: async (_event, context) => {
      await context.waitForCallback("approve", () => pause(50), { timeout: { minutes: 1 } })
    },
  },
  {
    shape: "a check of a condition that takes its time",
    handler: async (_event, context) => {
      await context.waitForCondition(
        "ready",
        async () => {
          await pause(5)
          return true
        },
        { initialState: false, waitStrategy: () => ({ shouldContinue: false }) },
      )
    },
  },
  {
    shape: "a body that fails after a while",
    handler: async (_event, context) => {
      const failing = async (): Promise<void> => {
        await pause(10)
        throw new Error("no")
      }
      const retryStrategy = (): { shouldRetry: false } => ({ shouldRetry: false })
      await context.step("try", failing, { retryStrategy }).catch(() => {})
    },
  },
]

describe("A search that fixes the latencies of bodies does not call itself exhaustive (A2)", () => {
  test.each(timed)("$shape", async ({ handler, prepare = () => {} }) => {
    const verdict = await exploring(handler, {
      maxSchedules: 600,
      latencies: false,
      prepare,
      allow: () => true,
    })
    expect(verdict.proof?.kind).toBe("sampled")
    expect(verdict.message).toContain(NOT_CHECKED)
  })
})

test("A search in which no body awaits a timer is exhaustive (A2)", async () => {
  const verdict = await exploring(async (_event, context) => {
    await Promise.all([1, 2].map((n) => context.step(`store ${n}`, async () => n)))
    await context.wait("rest", { minutes: 1 })
  }, ON_ONE_PAGE)
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.proof?.kind).toBe("exhaustive")
  expect(verdict.message).not.toContain(NOT_CHECKED)
})
