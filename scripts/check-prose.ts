/*
 * Reports what an editor would change in the Markdown pages: sentences that are too long, and turns of the project's
 * list. `test/docs/prose.test.ts` proves that each rule fires.
 */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./package-under-test.ts"
import { lintProse } from "./prose/lint-prose.ts"

const PAGES = ["*.md", "docs/**/*.md", "examples/*/README.md", "skills/*/SKILL.md"]
const pages = globSync(PAGES, { cwd: root }).toSorted()
let count = 0
for (const page of pages) {
  for (const { rule, line, message } of await lintProse(readFileSync(join(root, page), "utf8"))) {
    console.error(`${page}:${line}  ${rule}  ${message}`)
    count++
  }
}
if (count > 0) {
  console.error(`\n${count} findings. The list of turns is scripts/prose/banned-turns.yml.`)
  process.exit(1)
}
console.log(`${pages.length} pages: no finding.`)
