const UNRELEASED = "## [Unreleased]"

/**
 * The changelog with what was unreleased under `version`, and an empty section for what comes next.
 *
 * @throws {Error} if there is no such section, it is empty, or the version is there already.
 */
export function closeUnreleased(changelog: string, version: string, date: string): string {
  const start = changelog.indexOf(`\n${UNRELEASED}\n`)
  if (start < 0) {
    throw new Error(`CHANGELOG.md has no section "${UNRELEASED}". Add it above the last version.`)
  }
  if (changelog.includes(`\n## [${version}]`)) {
    throw new Error(
      `CHANGELOG.md has a section of ${version} already. Did you run "changeset version"?`,
    )
  }
  const after = changelog.slice(start + UNRELEASED.length + 2)
  const next = after.indexOf("\n## ")
  const notes = (next < 0 ? after : after.slice(0, next)).trim()
  if (notes === "") {
    throw new Error(
      `The section "${UNRELEASED}" of CHANGELOG.md is empty. Write what has changed in ${version}.`,
    )
  }
  const older = next < 0 ? "" : after.slice(next)
  return `${changelog.slice(0, start)}\n${UNRELEASED}\n\n## [${version}] - ${date}\n\n${notes}\n${older}`
}
