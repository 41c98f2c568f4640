import { expect, test } from "vitest"
import { searchedDoctored } from "./doctored-searches.ts"
import { enumerate } from "./enumerate.ts"
import { mutants } from "./mutants.ts"
import { runnable } from "./programs.ts"

const MOST_SCHEDULES = 2_000

test.each(mutants)(
  "The enumerator catches a search that $name",
  { timeout: 120_000 },
  async ({ caughtBy, setting, ...doctoring }) => {
    const program = runnable(caughtBy)
    const all = await enumerate(program, setting, MOST_SCHEDULES)
    const right = all?.outcomes ?? expect.fail("The program is too large.")
    expect(await searchedDoctored(program, setting, {})).toEqual(right)
    const found = await searchedDoctored(program, setting, doctoring)
    expect(right.filter((outcome) => !found.includes(outcome))).not.toEqual([])
  },
)
