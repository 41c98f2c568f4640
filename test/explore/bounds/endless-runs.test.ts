import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { searchLimits } from "../../../src/explore/oracle/search-limits.ts"
import { exploring, problemOf } from "../exploring.ts"
import { suiteDefaults } from "../zoo/explore-bug.ts"

const LONG_MS = 120_000

/** After a crash the handler takes a step for not done that was, and waits for what never comes. */
type Rest = (context: DurableContext, isDone: () => boolean) => Promise<unknown>

const endless: Readonly<Record<string, { readonly rest: Rest; readonly loop: RegExp }>> = {
  "a step that is retried without end": {
    rest: async (context) =>
      context.step(
        "ship",
        async () => {
          throw new Error("not charged")
        },
        { retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 1 } }) },
      ),
    loop: /\d+ x attempt of Step "ship"[^]*Step "ship" at test\/explore\/bounds\/endless-runs\.test\.ts:\d+/u,
  },
  "a condition that never holds": {
    rest: async (context) =>
      context.waitForCondition("paid", async (state: number) => state + 1, {
        initialState: 0,
        waitStrategy: () => ({ shouldContinue: true, delay: { seconds: 1 } }),
      }),
    loop: /\d+ x attempt of WaitForCondition "paid"/u,
  },
  "a loop of waits": {
    rest: async (context, isDone) => {
      while (!isDone()) await context.wait("pause", { seconds: 5 })
    },
    loop: /\d+ x Wait "pause"[^]*Wait "pause" at test\/explore\/bounds\/endless-runs\.test\.ts:\d+/u,
  },
  "a loop of steps, each with a name of its own": {
    rest: async (context, isDone) => {
      for (let round = 0; !isDone(); round++) await context.step(`try ${round}`, async () => round)
    },
    loop: /\d+ x Step "try \d+", and others named like it/u,
  },
  "a body that polls by timers": {
    rest: async (context, isDone) =>
      context.step("poll", async () => {
        while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 100))
      }),
    loop: /in Step "poll"\.\nWhat the code does over and over:\n {2}- a timer at test\/explore\/bounds/u,
  },
  "a promise that nothing settles": {
    rest: async (context) => context.step("ship", async () => new Promise(() => {})),
    loop: /The body of step "ship" awaits a promise that nothing settles/u,
  },
}

describe("A fault that leads into an endless loop violates termination, and the loop is named (A6)", () => {
  test.each(Object.entries(endless))("%s", { timeout: LONG_MS }, async (_name, { rest, loop }) => {
    const verdict = await exploring(async (_event, context) => {
      let isDone = false
      await context.step("charge", async () => {
        isDone = true
      })
      if (!isDone) await rest(context, () => isDone)
      return "done"
    })
    expect(verdict.failure?.violation.invariant).toBe("termination")
    expect(verdict.failure?.violation.message).toMatch(loop)
    expect(verdict.failure?.shrunk).toMatchObject({ to: 1 })
  })
})

describe("A plain run that does not end says nothing of how long a run may take (A6)", () => {
  test("searches allow such a run no more time than the first one had", () => {
    const size = { events: 1_000, spentMs: 2_400 }
    expect(searchLimits({ ...size, isEndless: true }, {})).toEqual({ runBudgetMs: 500 })
    expect(searchLimits({ ...size, isEndless: true }, { runBudgetMs: 3_000 })).toEqual({})
    expect(searchLimits({ ...size, isEndless: false }, {}).runBudgetMs).toBe(48_000)
  })

  const some = Object.entries(endless).slice(1, 3)
  test.each(some)("%s", { timeout: LONG_MS }, async (_name, { rest, loop }) => {
    const { failure } = await exploring(async (_event, context) => rest(context, () => false), {
      runner: { ...suiteDefaults, runBudgetMs: 100 },
      maxShrinkRuns: 10,
    })
    expect(failure?.violation.invariant).toBe("termination")
    expect(failure?.violation.message).toMatch(loop)
  })
})

test("A long way that only a fault leads to is no endless loop", { timeout: LONG_MS }, async () => {
  const { passed, message } = await exploring(
    async (_event, context) => {
      let isDone = false
      await context.step("charge", async () => {
        isDone = true
      })
      const rounds = isDone ? 0 : 40
      for (let round = 0; round < rounds; round++) {
        await context.step(`look ${round}`, async () => round)
      }
      return "done"
    },
    { tiers: ["always-replay"], without: ["replay-determinism"] },
  )
  expect(passed, message).toBe(true)
})

const forever: Readonly<Record<string, (context: DurableContext) => Promise<unknown>>> = {
  "waits of a day": async (context) => {
    for (;;) await context.wait({ days: 1 })
  },
  "waits of a week between steps": async (context) => {
    for (let week = 0; ; week++) {
      await context.step("remind", async () => week)
      await context.wait({ days: 7 })
    }
  },
  "a condition that is looked at each month": async (context) =>
    context.waitForCondition("paid", async (state: number) => state + 1, {
      initialState: 0,
      waitStrategy: () => ({ shouldContinue: true, delay: { days: 30 } }),
    }),
  "a retry once a month": async (context) =>
    context.step(
      "remind",
      async () => {
        throw new Error("not yet")
      },
      { retryStrategy: () => ({ shouldRetry: true, delay: { days: 30 } }) },
    ),
}

describe("A time-out of 366 days that nobody asked for is no end (A14)", () => {
  test.each(Object.entries(forever))("%s", { timeout: LONG_MS }, async (_name, body) => {
    const verdict = await exploring(async (_event, context) => body(context), {
      maxShrinkRuns: 10,
    })
    expect(problemOf(verdict)).toMatch(
      /^termination: the execution of "durable-function" does not end by itself: the service ended it after 366 days\./u,
    )
    expect(problemOf(verdict)).toMatch(/What repeats:\n {2}- \d+ x /u)
    expect(verdict.schedules).toBe(1)
  })

  test("A time-out that the test asks for is an outcome", async () => {
    const verdict = await exploring(
      async (_event, context) => {
        for (;;) await context.wait({ days: 1 })
      },
      { runner: { executionTimeout: { days: 2 } }, without: ["success"] },
    )
    expect(problemOf(verdict)).not.toMatch(/^termination/u)
  })
})
