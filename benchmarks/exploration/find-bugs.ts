import { DurableTestRunner } from "durable-test-runner"
import { Exploration } from "../../src/explore/exploration.ts"
import { toExploreSettings } from "../../src/explore/options/explore-settings.ts"
import { toScenario } from "../../src/explore/options/to-scenario.ts"
import { LocalExecutor } from "../../src/explore/oracle/local-executor.ts"
import { COURSE, type Leg } from "../../src/explore/tiers/course.ts"
import type { BugZooEntry } from "../../test/explore/zoo/bug.ts"
import { checkOf } from "../../test/explore/zoo/explore-bug.ts"

/** Orders of tiers that were compared; the first is the library's. */
export const courses: Readonly<Record<string, readonly Leg[]>> = {
  default: COURSE,
  "orders first": [
    { tier: "orders", until: 0.25 },
    { tier: "always-replay", until: 0.3 },
    { tier: "sweep", until: 0.6 },
    { tier: "systematic", until: 0.85 },
    { tier: "random", until: 1 },
  ],
  "sweep first": [
    { tier: "always-replay", until: 0.1 },
    { tier: "sweep", until: 0.5 },
    { tier: "orders", until: 0.7 },
    { tier: "systematic", until: 0.85 },
    { tier: "random", until: 1 },
  ],
  "random before systematic": [
    { tier: "orders", until: 0.1 },
    { tier: "always-replay", until: 0.2 },
    { tier: "sweep", until: 0.6 },
    { tier: "random", until: 0.8 },
    { tier: "systematic", until: 1 },
  ],
}

/** What it took to find a bug, without shrinking. */
export interface Find {
  readonly isFound: boolean
  readonly schedules: number
  readonly cpuMs: number
}

export async function findBug(
  entry: BugZooEntry,
  course: readonly Leg[],
  { seed, maxSchedules }: { readonly seed: number; readonly maxSchedules: number },
): Promise<Find> {
  const { handler, createHandler, input, prepare, observe } = entry.broken()
  const options = {
    input,
    prepare,
    observe,
    ...(createHandler !== undefined && { createHandler }),
    check: checkOf(entry),
    maxSchedules,
    seed,
  }
  const scenario = toScenario(handler, options, (given) => new DurableTestRunner(given))
  const settings = toExploreSettings<DurableTestRunner>(options)
  const local = new LocalExecutor(scenario, settings)
  const parts = { scenario, settings, local, executor: local, progress: () => {}, stored: [] }
  const exploration = new Exploration({ ...parts, course })
  const before = process.cpuUsage()
  const finding = await exploration.next()
  const { user, system } = process.cpuUsage(before)
  const { schedules } = exploration.budget
  return { isFound: finding !== undefined, schedules, cpuMs: (user + system) / 1_000 }
}
