import { expect, test } from "vitest"
import { checkRequirement } from "./check-requirement.ts"
import { conformanceCases } from "./handlers/all-cases.ts"
import { conformanceDirectory } from "./conformance-directory.ts"
import { findRequirementFiles, loadRequirement } from "./requirement-files.ts"
import { runCase } from "./run-requirement.ts"

/*
 * Every requirement a second time, from the beginning: the history must be the same, byte by byte.
 */

const directory = conformanceDirectory
const files = directory === undefined ? [] : findRequirementFiles(directory)

/** The whole history as text; members keep the order in which the service has put them. */
async function historyOf(id: string, path: string): Promise<string> {
  const testCase = conformanceCases[id]?.()
  if (testCase === undefined) throw new Error(`Requirement ${id} has no handler`)
  const { events } = await checkRequirement(loadRequirement(id, path), testCase, runCase)
  return JSON.stringify(events, undefined, 2)
}

test.skipIf(files.length === 0)("two runs of a requirement have the same history", async () => {
  for (const { id, path } of files) {
    const [first, second] = [await historyOf(id, path), await historyOf(id, path)]
    expect(second, id).toBe(first)
    expect(first, id).toContain("ExecutionStarted")
  }
})
