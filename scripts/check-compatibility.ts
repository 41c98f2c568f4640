/*
 * The tarball with each framework that people test with, and each library that handlers use: a project of
 * its own, what it needs installed by npm, the same cases run in it. `--all` runs every one, `--only <text>`
 * those whose name has it; `--write` writes the tables into docs/compatibility.md.
 */
import { checkFramework } from "./compatibility/check-framework.ts"
import { checkLibrary } from "./compatibility/check-library.ts"
import { FRAMEWORKS } from "./compatibility/frameworks.ts"
import { installBeside } from "./compatibility/install.ts"
import { LIBRARIES } from "./compatibility/libraries.ts"
import type { Row } from "./compatibility/outcome.ts"
import { writeTable } from "./compatibility/write-tables.ts"
import { temporaryFolder } from "./package-under-test.ts"
import { pack } from "./published-package.ts"

const options = process.argv.slice(2)
const only = options.includes("--only") ? options[options.indexOf("--only") + 1] : undefined
const frameworks = FRAMEWORKS.filter(isChosen)
const libraries = LIBRARIES.filter(isChosen)
if (frameworks.length + libraries.length === 0) {
  throw new Error(`No framework and no library has "${only}" in its name.`)
}

const folder = temporaryFolder()
// What brings a runtime of its own is installed into its own project.
const shared = [...frameworks.filter(({ binary }) => binary === undefined), ...libraries]
installBeside(
  pack(folder),
  shared.flatMap(({ packages }) => packages),
  folder,
)
const ofFrameworks = frameworks.map((each) => timed(() => checkFramework(each, folder)))
const ofLibraries = libraries.map((each) => timed(() => checkLibrary(each, folder)))
if (options.includes("--write")) {
  writeTable("framework", "set-up", ofFrameworks)
  writeTable("library", "to know", ofLibraries)
}
const failed = [...ofFrameworks, ...ofLibraries].filter(({ outcome }) => outcome === "failed")
if (failed.length > 0) {
  console.error(`Failed: ${failed.map(({ name }) => name).join(", ")}`)
  process.exitCode = 1
}

function isChosen({
  name,
  isQuick,
}: {
  readonly name: string
  readonly isQuick: boolean
}): boolean {
  return only === undefined ? isQuick || options.includes("--all") : name.includes(only)
}

function timed(check: () => Row): Row {
  const started = performance.now()
  const row = check()
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  console.log(`${row.name}: ${row.outcome} (${seconds} s, Node ${process.versions.node})`)
  return row
}
