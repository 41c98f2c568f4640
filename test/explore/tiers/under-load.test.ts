import { describe, expect, test } from "vitest"
import type { Executor } from "../../../src/explore/oracle/executor.ts"
import { Refinement } from "../../../src/explore/oracle/refinement.ts"
import type { RunReport } from "../../../src/explore/oracle/run-report.ts"
import { toExploreSettings } from "../../../src/explore/options/explore-settings.ts"
import { Budget } from "../../../src/explore/tiers/budget.ts"
import { DeviationSearch } from "../../../src/explore/tiers/deviation-search.ts"
import { FixedPlans } from "../../../src/explore/tiers/fixed-plans.ts"
import { Search } from "../../../src/explore/tiers/search.ts"
import type { Strategy } from "../../../src/explore/tiers/strategy.ts"
import { SpentTime } from "../../../src/world/limits/spent-time.ts"
import type { RunPlan } from "../../../src/schedule/run-plan.ts"
import { ORDERS_ONLY } from "../exploring.ts"
import { MERGED } from "./merged-report.ts"

const BUDGET_MS = 1_000

/** What a machine does to a search: each run takes so long. */
async function searchOn(
  strategy: Strategy,
  {
    runMs,
    share,
    counts = [],
    plain = { runs: 0, runMs: 0 },
  }: {
    runMs: number
    share: number
    counts?: readonly number[]
    /** What was run before. */
    plain?: { readonly runs: number; readonly runMs: number }
  },
): Promise<{ readonly isComplete: boolean; readonly runs: number; readonly spentMs: number }> {
  let spentMs = plain.runs * plain.runMs
  const time = {
    get elapsedMs() {
      return spentMs
    },
    get spentMs() {
      return spentMs
    },
  }
  const executor: Executor = {
    async run({ plans }) {
      spentMs += runMs * plans.length
      return plans.map((): RunReport => ({ ...MERGED, counts }))
    },
    async close() {},
  }
  const budget = new Budget(BUDGET_MS, Infinity, time)
  budget.count(plain.runs)
  const search = new Search({
    executor,
    budget,
    refinement: new Refinement({
      settings: toExploreSettings({}),
      executor,
      otherSurroundings: [],
      diverges: async () => false,
      randomPlan: () => expect.fail("Nothing is to be explained."),
    }),
    progress: () => {},
  })
  expect(await search.run(strategy, share)).toBeUndefined()
  return { isComplete: strategy.isComplete, runs: budget.schedules - plain.runs, spentMs }
}

const orders = (): DeviationSearch => new DeviationSearch("orders", ORDERS_ONLY, { merges: false })

const fixed = (count: number): FixedPlans =>
  new FixedPlans(
    "sweep",
    Array.from({ length: count }, (_, index): RunPlan => {
      return { space: ORDERS_ONLY, prefix: [index], policy: { kind: "oldest-first" } }
    }),
  )

describe("a tier that is nearly complete is completed, however slow the machine is (A19)", () => {
  // A tenth of the budget is 50 runs at 2 ms, and 10 at 10 ms.
  test.each([0.5, 2, 5, 10])("The 64 orders of six decisions, each run in %d ms", async (runMs) => {
    const counts = [2, 2, 2, 2, 2, 2]
    const { isComplete, runs } = await searchOn(orders(), { runMs, share: 0.1, counts })
    expect({ isComplete, runs }).toEqual({ isComplete: true, runs: 64 })
  })

  test.each([1, 3, 6])("The 72 orders of branches, each run in %d ms", async (runMs) => {
    const counts = [3, 2, 3, 2, 2]
    const { isComplete, runs } = await searchOn(orders(), { runMs, share: 0.1, counts })
    expect({ isComplete, runs }).toEqual({ isComplete: true, runs: 72 })
  })

  test.each([1, 2, 3])("A sweep of 300 runs, each run in %d ms", async (runMs) => {
    const { isComplete, spentMs } = await searchOn(fixed(300), { runMs, share: 0.6 })
    expect(isComplete).toBe(true)
    expect(spentMs).toBeLessThanOrEqual(BUDGET_MS * 1.25)
  })

  test("The last few runs are made though the whole time is over", async () => {
    const { isComplete, spentMs } = await searchOn(fixed(110), { runMs: 10, share: 1 })
    expect(isComplete).toBe(true)
    expect(spentMs).toBe(1_100)
  })
})

describe("a tier that is far from complete ends with its share (A19)", () => {
  test.each([0.5, 1, 4])("The orders of fourteen decisions, each run in %d ms", async (runMs) => {
    const counts = Array.from({ length: 14 }, () => 2)
    const { isComplete, spentMs } = await searchOn(orders(), { runMs, share: 0.1, counts })
    expect(isComplete).toBe(false)
    expect(spentMs).toBeLessThan(BUDGET_MS * 0.35)
  })

  test("Nothing is completed that takes much longer than the budget", async () => {
    const { isComplete, spentMs } = await searchOn(fixed(1_000), { runMs: 10, share: 1 })
    expect(isComplete).toBe(false)
    expect(spentMs).toBeLessThan(BUDGET_MS * 1.25)
  })
})

describe("a large handler, of which few runs fit into the budget, keeps to it", () => {
  test.each([
    // Each of these would be made in a batch of 16.
    { plainMs: 70, runMs: 70, share: 1, runs: 14 },
    { plainMs: 50, runMs: 50, share: 1, runs: 21 },
    { plainMs: 50, runMs: 800, share: 0.4, runs: 1 },
    { plainMs: 65, runMs: 800, share: 0.4, runs: 1 },
    { plainMs: 240, runMs: 240, share: 1, runs: 1 },
    { plainMs: 240, runMs: 5_000, share: 1, runs: 1 },
  ])("$runs runs of $runMs ms after plain runs of $plainMs ms", async (given) => {
    const { runMs, plainMs, share } = given
    const plain = { runs: 4, runMs: plainMs }
    const { runs, spentMs } = await searchOn(fixed(500), { runMs, share, plain })
    expect(runs).toBeLessThanOrEqual(given.runs)
    expect(runs).toBeGreaterThanOrEqual(1)
    expect(spentMs).toBeLessThan(BUDGET_MS * 1.25 + runMs)
  })

  test("A plan that was not made is left for later, so that nothing is called complete", async () => {
    const plans = fixed(4)
    const plain = { runs: 4, runMs: 65 }
    const { isComplete, runs } = await searchOn(plans, { runMs: 1_000, share: 0.2, plain })
    expect({ isComplete, runs, pending: plans.pending }).toEqual({
      isComplete: false,
      runs: 1,
      pending: 3,
    })
  })

  test("Runs that are as fast as usual are made in batches of the usual size", async () => {
    const plain = { runs: 4, runMs: 2 }
    const { runs } = await searchOn(fixed(1_000), { runMs: 1, share: 0.1, plain })
    expect(runs).toBe(96)
  })
})

test("Time in which the thread stands still counts for a third (A19)", () => {
  const time = new SpentTime()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)
  const { elapsedMs, spentMs } = time
  expect(elapsedMs).toBeGreaterThanOrEqual(59)
  expect(spentMs).toBeGreaterThanOrEqual(elapsedMs / 3)
  expect(spentMs).toBeLessThan(elapsedMs * 0.75)
})
