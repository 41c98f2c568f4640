import { expect, test } from "vitest"
import { steadyMessage } from "../explore/exploring.ts"
import { exploreBug } from "../explore/zoo/explore-bug.ts"
import { bugs } from "../explore/zoo/zoo.ts"

const LONG_MS = 300_000

/**
 * The whole printed verdict of each bug of the zoo, with its schedule string. Other tests assert the
 * kind of violation, the fault and the place; this file pins the layout, the wording and the format of
 * the schedule, so that a change of any of them shows as one diff and in one place.
 *
 * To update it, run `npx vitest run test/golden -u` and read the diff of `counterexamples.golden.txt`:
 * each changed line must be a change that was meant. A schedule that is longer than before, a bug that is
 * found by another tier, or a lost line of the handler is a regression, not an update.
 */
test(
  "Each bug of the zoo prints the verdict in the golden file",
  { timeout: LONG_MS },
  async () => {
    const verdicts: string[] = []
    for (const entry of bugs) {
      const { maxSchedules } = entry
      const verdict = await exploreBug(entry, entry.broken(), { maxSchedules })
      verdicts.push(steadyMessage(verdict))
    }
    const golden = `${verdicts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`
    await expect(golden).toMatchFileSnapshot("counterexamples.golden.txt")
  },
)
