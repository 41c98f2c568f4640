import { expect, test } from "vitest"
import { captureStdout } from "./capture-stdout.ts"
import { checkRequirement } from "./check-requirement.ts"
import { conformanceCases } from "./handlers/all-cases.ts"
import { conformanceDirectory } from "./conformance-directory.ts"
import { findRequirementFiles, loadRequirement } from "./requirement-files.ts"
import { prepareCase, runCase, type RunCase } from "./run-requirement.ts"

/*
 * The handlers of the requirements do what they are to do, so no replay of theirs may diverge.
 */

const directory = conformanceDirectory
const files = directory === undefined ? [] : findRequirementFiles(directory)

/** What a replay check finds; external systems answer one run only, so that others stay out. */
async function problemsOf(input: Parameters<RunCase>[0]): Promise<string[]> {
  const { runner } = prepareCase(input)
  const { testCase, event, actions } = input
  const execution = await runner.run(testCase.handler, event)
  const { verdict, message } = await execution.replay()
  const problems = verdict === "compatible" ? [] : [message]
  if (actions.length > 0) return problems
  const { divergence, uncontrolled } = await runner.checkReplay(testCase.handler, event)
  const found = [divergence?.message, uncontrolled?.message]
  return [...problems, ...found.filter((problem) => problem !== undefined)]
}

test.skipIf(files.length === 0)(
  "no handler of a requirement diverges",
  { timeout: 60_000 },
  async () => {
    const problems: string[] = []
    for (const { id, path } of files) {
      const testCase = conformanceCases[id]?.()
      if (testCase === undefined) throw new Error(`Requirement ${id} has no handler`)
      const replaying: RunCase = async (input) => {
        const { value } = await captureStdout(() => problemsOf(input))
        problems.push(...value.map((problem) => `${id}: ${problem}`))
        return runCase(input)
      }
      await checkRequirement(loadRequirement(id, path), testCase, replaying)
    }
    expect(problems).toEqual([])
  },
)
