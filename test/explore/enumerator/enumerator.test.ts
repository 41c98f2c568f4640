import * as fc from "fast-check"
import { expect, test } from "vitest"
import { aCase, type Case, isOfCrashes } from "./a-program.ts"
import { enumerate } from "./enumerate.ts"
import { runnable } from "./programs.ts"
import { explored, searchedUnmerged } from "./search-outcomes.ts"

/** Set it to a number of programs, such as 2000, for a longer run. */
const given = process.env["ENUMERATED_PROGRAMS"]
const PROGRAMS = given === undefined ? 30 : Number(given)
const SEED = Number(process.env["ENUMERATOR_SEED"] ?? 1)

/** Programs with more schedules are passed over: time is better spent on others. */
const MOST_SCHEDULES = Number(process.env["ENUMERATED_SCHEDULES"] ?? 64)

const TIMEOUT_MS = 120_000 + PROGRAMS * 10_000

/** What the search and the enumerator say; undefined for a program that is too large. */
async function compare({ program, setting }: Case): Promise<number | undefined> {
  const runs = runnable(program)
  const all = await enumerate(runs, setting, MOST_SCHEDULES)
  if (all === undefined) return undefined
  const { schedules, outcomes } = all
  expect(await searchedUnmerged(runs, setting)).toEqual({ schedules, outcomes })
  if (isOfCrashes(setting)) {
    const verdict = await explored(runs, setting)
    expect(verdict.isThrough).toBe(true)
    // The latencies of timers are the same in each schedule of both.
    expect(verdict.proof.kind).toBe(verdict.hasFixedLatencies ? "sampled" : "exhaustive")
    expect(verdict.outcomes).toEqual(outcomes)
  }
  return schedules
}

test(
  "A search that is through comes to the outcomes of an enumeration of all schedules",
  { timeout: TIMEOUT_MS },
  async () => {
    const seen = new Set<string>()
    const counts = { programs: 0, tooLarge: 0, schedules: 0 }
    let hasFailed = false
    const property = fc.asyncProperty(aCase, async (each) => {
      const text = JSON.stringify(each)
      fc.pre(hasFailed || !seen.has(text))
      seen.add(text)
      try {
        const schedules = await compare(each)
        if (schedules === undefined) counts.tooLarge++
        fc.pre(schedules !== undefined)
        counts.programs++
        counts.schedules += schedules ?? 0
      } catch (error) {
        hasFailed ||= !fc.PreconditionFailure.isFailure(error)
        throw error
      }
    })
    await fc.assert(property, { numRuns: PROGRAMS, seed: SEED })
    if (given !== undefined) console.log(counts)
    expect(counts.programs).toBe(PROGRAMS)
  },
)
