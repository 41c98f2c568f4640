import { DurableTestRunner, explore } from "durable-test-runner"
import type { Tier } from "durable-test-runner/explore"

import { order, sequentialSteps } from "./subjects.ts"
import type { Subject } from "./subjects.ts"

export const speedSubjects: readonly Subject[] = [order(), sequentialSteps(10)]

/** Plain runs, and the tiers of an exploration, each by itself. */
export const SPEED_CONTESTANTS = ["plain", "orders", "sweep", "systematic", "random"] as const

export type SpeedContestant = (typeof SPEED_CONTESTANTS)[number]

const RUNS = 400

/**
 * Each tier may use a part of the bound only: with these, each makes {@link RUNS} runs, or fewer if
 * there are no more for it.
 */
const BOUNDS: Readonly<Record<Exclude<SpeedContestant, "plain">, number>> = {
  orders: RUNS / 0.25,
  sweep: Math.ceil(RUNS / 0.6),
  systematic: Math.ceil(RUNS / 0.85),
  random: RUNS,
}

/** Makes the runs of one sample, and says how many they were. */
export const makeRuns = (subject: Subject, contestant: SpeedContestant): Promise<number> =>
  contestant === "plain"
    ? makePlainRuns(subject)
    : exploreTier(subject, contestant, BOUNDS[contestant])

/** As a test would that wants to see the handler under other circumstances: a new runner each time. */
const makePlainRuns = async ({ handler, prepare, expectedResult }: Subject): Promise<number> => {
  for (let run = 0; run < RUNS; run++) {
    const runner = new DurableTestRunner()
    prepare?.(runner)
    const { status, result } = await runner.run(handler, {})
    if (status !== "SUCCEEDED" || JSON.stringify(result) !== expectedResult) {
      throw new Error(`Measured a wrong run: ${status}, ${JSON.stringify(result)}.`)
    }
  }
  return RUNS
}

const exploreTier = async (
  { handler, prepare = () => {} }: Subject,
  tier: Tier,
  maxSchedules: number,
): Promise<number> => {
  const verdict = await explore(handler, {
    input: {},
    prepare,
    tiers: [tier],
    maxSchedules,
    failures: false,
    progress: false,
  })
  return verdict.assertPassed().schedules
}
