import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { closeUnreleased } from "../../scripts/changelog.ts"

const DATE = "2026-01-31"
const INTRO = "# Changelog\n\nIntroduction.\n"

test("what was unreleased becomes the section of the version", () => {
  const changelog = `${INTRO}\n## [Unreleased]\n\n### Added\n\n- a\n`
  expect(closeUnreleased(changelog, "1.2.0", DATE)).toBe(
    `${INTRO}\n## [Unreleased]\n\n## [1.2.0] - ${DATE}\n\n### Added\n\n- a\n`,
  )
})

test("older versions stay as they are", () => {
  const older = "\n## [1.1.0] - 2025-12-01\n\n- old\n"
  const closed = closeUnreleased(`${INTRO}\n## [Unreleased]\n\n- new\n${older}`, "1.2.0", DATE)
  expect(closed.endsWith(`- new\n${older}`)).toBe(true)
})

test("the changelog of this repository can be closed", () => {
  const closed = closeUnreleased(readFileSync("CHANGELOG.md", "utf8"), "99.0.0", DATE)
  expect(closed).toContain(`\n## [Unreleased]\n\n## [99.0.0] - ${DATE}\n`)
})

test.each([
  ["no section of unreleased changes", INTRO, 'has no section "## [Unreleased]"'],
  ["nothing unreleased", `${INTRO}\n## [Unreleased]\n`, "is empty"],
  [
    "nothing unreleased before an older version",
    `${INTRO}\n## [Unreleased]\n\n## [1.0.0] - ${DATE}\n\n- a\n`,
    "is empty",
  ],
  [
    "a section of the version",
    `${INTRO}\n## [Unreleased]\n\n- b\n\n## [1.2.0] - ${DATE}\n\n- a\n`,
    "has a section of 1.2.0 already",
  ],
])("a changelog with %s is refused", (_case, changelog, problem) => {
  expect(() => closeUnreleased(changelog, "1.2.0", DATE)).toThrow(problem)
})
