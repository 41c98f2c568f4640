import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { Exploration } from "../../../src/explore/exploration.ts"
import { toExploreSettings } from "../../../src/explore/options/explore-settings.ts"
import { toScenario } from "../../../src/explore/options/to-scenario.ts"
import { LocalExecutor } from "../../../src/explore/oracle/local-executor.ts"
import { COURSE, type Leg } from "../../../src/explore/tiers/course.ts"
import type { BugZooEntry } from "../zoo/bug.ts"
import { checkOf, suiteDefaults } from "../zoo/explore-bug.ts"
import { workflows } from "./workflows.ts"

/** As an earlier version had it: systematically before the sweep. */
const SYSTEMATICALLY: readonly Leg[] = [
  { tier: "orders", until: 0.25 },
  { tier: "systematic", until: 0.6 },
  { tier: "sweep", until: 0.9 },
  { tier: "random", until: 1 },
]

/** By which tier a bug is found, and after how many schedules. */
async function found(
  entry: BugZooEntry,
  course: readonly Leg[],
): Promise<{ readonly tier: string | undefined; readonly schedules: number }> {
  const { handler, createHandler, input, prepare, observe } = entry.broken()
  const options = {
    ...{ input, prepare, observe, runner: suiteDefaults, check: checkOf(entry) },
    ...(createHandler !== undefined && { createHandler }),
    maxSchedules: 1_000,
  }
  const scenario = toScenario(handler, options, (given) => new DurableTestRunner(given))
  const settings = toExploreSettings<DurableTestRunner>(options)
  const local = new LocalExecutor(scenario, settings)
  const parts = { scenario, settings, local, executor: local, progress: () => {}, stored: [] }
  const exploration = new Exploration({ ...parts, course })
  const finding = await exploration.next()
  return { tier: finding?.tier, schedules: exploration.budget.schedules }
}

const sample = workflows.filter(({ name }) => /^(?:import that sums|contract that two)/u.test(name))

// Schedules are counted, so that this is the same on any machine; the table is in exploration-speed.md.
describe("The cheapest tiers come first (F11)", () => {
  test.each(sample)(
    "A workflow's bug takes less than half of the schedules: $name",
    { timeout: 60_000 },
    async (entry) => {
      const [cheapest, systematic] = [
        await found(entry, COURSE),
        await found(entry, SYSTEMATICALLY),
      ]
      expect(cheapest.tier).toMatch(/^(?:always-replay|sweep)$/u)
      expect(cheapest.schedules).toBeLessThan(systematic.schedules / 2)
    },
  )

  test("The first tiers are always replaying and the sweep, but for a tenth that small handlers need", () => {
    const [orders, ...rest] = COURSE
    expect(orders).toEqual({ tier: "orders", until: 0.1 })
    expect(rest.slice(0, 2).map(({ tier }) => tier)).toEqual(["always-replay", "sweep"])
  })
})
