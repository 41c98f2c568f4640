import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exploring, ON_ONE_PAGE, problemOf } from "../exploring.ts"

interface Idle {
  readonly shape: string
  readonly body: (event: unknown, context: DurableContext) => Promise<unknown>
  readonly prepare?: (runner: DurableTestRunner) => void
  readonly states: number
}

/** Each invocation of them suspends after some twenty milliseconds, and a crash may strike before its answer. */
const idle: readonly Idle[] = [
  {
    shape: "a wait of a night",
    body: async (_event, context) => context.wait("night", { hours: 8 }),
    states: 3,
  },
  {
    shape: "a callback that is answered in a day",
    body: async (_event, context) => context.waitForCallback("approve", async () => {}),
    prepare: (runner) => runner.completeCallback("approve", "yes", { after: { days: 1 } }),
    states: 6,
  },
  {
    shape: "a poll a second later",
    body: async (_event, context) =>
      context.waitForCondition("paid", async (count: number) => count + 1, {
        initialState: 0,
        waitStrategy: (count) => ({ shouldContinue: count < 2, delay: { seconds: 1 } }),
      }),
    states: 6,
  },
]

describe("Crashes of an invocation that only waits lead to no new state", () => {
  test.each(idle)("$shape", async ({ body, prepare = () => {}, states }) => {
    const verdict = await exploring(body, { ...ON_ONE_PAGE, prepare, faults: ["crash"] })
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.proof).toEqual({ kind: "exhaustive", maxFaults: Infinity, states })
  })
})
