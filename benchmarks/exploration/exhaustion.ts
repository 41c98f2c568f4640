import { DurableTestRunner, explore } from "durable-test-runner"
import type { DurableTestRunnerOptions } from "durable-test-runner"

import { toExploreSettings } from "../../src/explore/options/explore-settings.ts"
import { LocalExecutor } from "../../src/explore/oracle/local-executor.ts"
import { DeviationSearch } from "../../src/explore/tiers/deviation-search.ts"
import { toScenario } from "../../src/explore/options/to-scenario.ts"
import { concurrentSteps, parallelBranches, sequentialSteps } from "./subjects.ts"
import type { Subject } from "./subjects.ts"

/** How often the function may crash. */
export type Crashes = "none" | "one" | "any number"

/** A search that is made to its end. */
export interface ExhaustionCase {
  readonly family: string
  /** How many steps or branches. */
  readonly size: number
  readonly subject: Subject
  readonly crashes: Crashes
  /** Whether runs that meet in a persisted state are told apart all the same. */
  readonly isUnmerged: boolean
}

export interface ExhaustionFacts {
  readonly schedules: number
  /** Absent where nothing is merged. */
  readonly states?: number
}

const families = [
  { family: "steps, one after the other", create: sequentialSteps, sizes: [1, 2, 3, 4, 5] },
  { family: "Promise.all of steps", create: concurrentSteps, sizes: [2, 3, 4] },
  { family: "parallel branches", create: parallelBranches, sizes: [1, 2, 3, 4] },
] as const

/** Beyond these, a search without merging takes minutes. With crashes without end it never ends. */
const LARGEST_UNMERGED: Readonly<Record<(typeof families)[number]["family"], number>> = {
  "steps, one after the other": 5,
  "Promise.all of steps": 3,
  "parallel branches": 3,
}

export const exhaustionCases: readonly ExhaustionCase[] = families.flatMap(
  ({ family, create, sizes }) =>
    sizes.flatMap((size): ExhaustionCase[] => {
      const subject = create(size)
      const merged = (["none", "one", "any number"] as const).map((crashes) => ({ crashes }))
      const unmerged = size <= LARGEST_UNMERGED[family] ? [{ crashes: "one" as const }] : []
      return [
        ...merged.map((each) => ({ family, size, subject, ...each, isUnmerged: false })),
        ...unmerged.map((each) => ({ family, size, subject, ...each, isUnmerged: true })),
      ]
    }),
)

export const nameOf = ({ subject, crashes, isUnmerged }: ExhaustionCase): string =>
  `${subject.name}, crashes: ${crashes}${isUnmerged ? ", unmerged" : ""}`

const MAX_FAULTS: Readonly<Record<Crashes, number>> = { none: 0, one: 1, "any number": Infinity }

export const exhaust = (search: ExhaustionCase): Promise<ExhaustionFacts> =>
  search.isUnmerged ? exhaustUnmerged(search) : exhaustMerged(search)

/** As a test does: the orders without a crash first, by which those with one are judged. */
const exhaustMerged = async ({ subject, crashes }: ExhaustionCase): Promise<ExhaustionFacts> => {
  const { proof, tiers } = (
    await explore(subject.handler, {
      input: {},
      faults: ["crash", "crash-after-persist"],
      maxFaults: MAX_FAULTS[crashes],
      tiers: crashes === "none" ? ["orders"] : ["orders", "systematic"],
      budgetMs: Infinity,
      failures: false,
      progress: false,
    })
  ).assertPassed()
  const last = tiers.at(-1)
  if (last?.isComplete !== true) throw new Error(`The search of ${subject.name} is not complete.`)
  const { schedules } = last
  return proof?.kind === "exhaustive" ? { schedules, states: proof.states } : { schedules }
}

const createRunner = (options: DurableTestRunnerOptions): DurableTestRunner =>
  new DurableTestRunner(options)

/** The same search without its merging, which no user would want. */
const exhaustUnmerged = async ({ subject, crashes }: ExhaustionCase): Promise<ExhaustionFacts> => {
  const settings = toExploreSettings({
    faults: ["crash", "crash-after-persist"],
    maxFaults: MAX_FAULTS[crashes],
  })
  const scenario = toScenario(subject.handler, { input: {} }, createRunner)
  const executor = new LocalExecutor(scenario, { predicates: [], invariants: settings.invariants })
  const search = new DeviationSearch("systematic", settings.space, { merges: false })
  let schedules = 0
  while (!search.isComplete) {
    const plans = search.next(16)
    const reports = await executor.run({ plans, known: undefined })
    for (const [index, plan] of plans.entries()) {
      const report = reports[index]
      if (report !== undefined) search.take(plan, report)
    }
    schedules += plans.length
  }
  return { schedules }
}
