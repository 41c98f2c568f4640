import * as fc from "fast-check"
import { expect, test } from "vitest"
import { Budget } from "../../../src/explore/tiers/budget.ts"
import type { Executor } from "../../../src/explore/oracle/executor.ts"
import { toExploreSettings } from "../../../src/explore/options/explore-settings.ts"
import { Refinement } from "../../../src/explore/oracle/refinement.ts"
import type { RunPlan } from "../../../src/schedule/run-plan.ts"
import { Search } from "../../../src/explore/tiers/search.ts"
import { FixedPlans } from "../../../src/explore/tiers/fixed-plans.ts"
import { ORDERS_ONLY } from "../exploring.ts"
import { MERGED } from "./merged-report.ts"

/** The batches in which so many plans are run, each as the first choices of its plans. */
async function batchesOf(plans: number, maxSchedules: number): Promise<number[][]> {
  const batches: number[][] = []
  const executor: Executor = {
    async run({ plans: asked }) {
      batches.push(asked.map(({ prefix }) => prefix[0] ?? 0))
      return asked.map(() => MERGED)
    },
    async close() {},
  }
  const all = Array.from({ length: plans }, (_, index): RunPlan => {
    return { space: ORDERS_ONLY, prefix: [index], policy: { kind: "oldest-first" } }
  })
  const search = new Search({
    executor,
    budget: new Budget(undefined, maxSchedules),
    refinement: new Refinement({
      settings: toExploreSettings({}),
      executor,
      otherSurroundings: [],
      diverges: async () => false,
      randomPlan: (index) => all[index] as RunPlan,
    }),
    progress: () => {},
  })
  expect(await search.run(new FixedPlans("orders", all), 1)).toBeUndefined()
  return batches
}

test("a batch is a sixteenth of what has been run, with a bound below and above", async () => {
  const sizes = (await batchesOf(12_000, Infinity)).map(({ length }) => length)
  expect(sizes.slice(0, 16)).toEqual(Array.from({ length: 16 }, () => 16))
  expect(sizes.slice(16, 20)).toEqual([16, 17, 18, 19])
  expect(sizes.at(-2)).toBe(512)
})

test("every plan is run once and in order, and no more than the budget allows", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(3_000), fc.nat(3_000), async (plans, maxSchedules) => {
      const run = (await batchesOf(plans, maxSchedules)).flat()
      const expected = Math.min(plans, maxSchedules)
      expect(run).toEqual(Array.from({ length: expected }, (_, index) => index))
    }),
    { numRuns: 30 },
  )
})
