/*
 * Reports what an editor would change in the Markdown pages and in the docstrings of the public API: sentences
 * that are too long, and turns of the project's list. `test/docs/prose.test.ts` proves that each rule fires.
 */
import { globSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { root } from "./package-under-test.ts"
import { lintProse } from "./prose/lint-prose.ts"
import { publicDocs } from "./prose/public-docs.ts"

const PAGES = ["*.md", "docs/**/*.md", "examples/*/README.md", "skills/*/SKILL.md"]
const ENTRIES = ["src/{index,explore,replay,errors,scenario}.ts", "src/*/index.ts"]

const pages = globSync(PAGES, { cwd: root })
  .toSorted()
  .map((file) => ({ file, page: readFileSync(join(root, file), "utf8") }))
const entries = globSync(ENTRIES, { cwd: root })
  .toSorted()
  .map((file) => join(root, file))
const docs = publicDocs(entries).map(({ file, page }) => ({ file: relative(root, file), page }))
let count = 0
for (const { file, page } of [...pages, ...docs]) {
  for (const { rule, line, message } of await lintProse(page)) {
    console.error(`${file}:${line}  ${rule}  ${message}`)
    count++
  }
}
if (count > 0) {
  console.error(`\n${count} findings. The list of turns is scripts/prose/banned-turns.yml.`)
  process.exit(1)
}
console.log(`${pages.length} pages, docstrings of ${docs.length} files: no finding.`)
