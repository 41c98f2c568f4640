import * as fc from "fast-check"
import { expect, test } from "vitest"
import { aConcurrentProgram, aSequentialProgram, runProgram } from "../runner/doubles/programs.ts"
import { exploring, problemOf } from "./exploring.ts"

/** Steps, waits, polls, callbacks, children and branches, whose results are times. */
const aProgram = fc.oneof(aSequentialProgram, aConcurrentProgram)

/** Hundreds of runs, of handlers that nobody knows beforehand. */
const TIMEOUT_MS = 60_000

test(
  "explore finds no violation in a handler that keeps its state in operations",
  async () => {
    await fc.assert(
      fc.asyncProperty(aProgram, async (program) => {
        const verdict = await exploring(async (_event, context) => runProgram(program, context), {
          prepare: (runner) => {
            runner.onCallback("answered", async (callback) => {
              await callback.sleep({ seconds: 3 })
              await callback.succeed("yes")
            })
          },
          maxSchedules: 100,
        })
        expect(problemOf(verdict)).toBe("nothing")
      }),
      { numRuns: 20 },
    )
  },
  TIMEOUT_MS,
)
