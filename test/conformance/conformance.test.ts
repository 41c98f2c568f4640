import { afterAll, expect, test } from "vitest"
import { checkRequirement } from "./check-requirement.ts"
import { conformanceCases } from "./handlers/all-cases.ts"
import { ConformanceReport } from "./report.ts"
import { conformanceDirectory } from "./conformance-directory.ts"
import { findRequirementFiles, loadRequirement } from "./requirement-files.ts"
import { runCase } from "./run-requirement.ts"

const directory = conformanceDirectory

if (directory === undefined) {
  const hint = "set CONFORMANCE_DIR to the folder of the recorded histories to run them"
  // Reporters do not print the names of skipped tests, and print a console with a heading.
  process.stdout.write(`Conformance skipped: ${hint}\n`)
  test.skip(hint, () => {})
} else {
  runSuite(directory)
}

function runSuite(from: string): void {
  const files = findRequirementFiles(from)
  const report = new ConformanceReport()

  test("The conformance directory has requirements", () => {
    expect(files.length, `no requirement files in ${from}`).toBeGreaterThan(0)
  })

  for (const { id, path } of files) {
    test(nameOf(id, path), async () => {
      const requirement = loadRequirement(id, path)
      const factory = conformanceCases[id]
      if (!factory) throw new Error(`Requirement ${id} has no handler in test/conformance/handlers`)
      const testCase = factory()
      // What comes before the check may throw; then the requirement has failed.
      report.add({ id, title: testCase.title, outcome: "failed" })
      const { problems, gap, events } = await checkRequirement(requirement, testCase, runCase)
      expect(problems, describeFailure(problems, events)).toEqual([])
      report.add(
        gap === undefined
          ? { id, title: testCase.title, outcome: "passed" }
          : { id, title: testCase.title, outcome: "not expressible", note: gap },
      )
    })
  }

  // A filtered run knows only a part and must not overwrite the whole.
  afterAll(() => {
    if (report.outcomes().length === files.length) report.write("docs/fidelity.md")
  })
}

/** A file that cannot be read still gets its test, which then says why. */
function nameOf(id: string, path: string): string {
  try {
    return `${id} ${loadRequirement(id, path).description}`
  } catch {
    return id
  }
}

function describeFailure(problems: readonly string[], events: readonly object[]): string {
  const history = events.map((event) => `  ${JSON.stringify(event)}`)
  return [...problems, "The history was:", ...history].join("\n")
}
