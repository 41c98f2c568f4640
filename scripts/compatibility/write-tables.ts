import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../package-under-test.ts"
import type { Row } from "./outcome.ts"

/** Writes a table into `docs/compatibility.md`, between the comments that name `what` it is of. */
export function writeTable(what: string, lastColumn: string, rows: readonly Row[]): void {
  const path = join(root, "docs/compatibility.md")
  const text = readFileSync(path, "utf8")
  const begin = `<!-- ${what}: written by npm run check:compatibility -- --all --write -->`
  const end = `<!-- end of ${what} -->`
  const [before, after] = [text.indexOf(begin), text.indexOf(end)]
  if (before < 0 || after < 0) throw new Error(`${path} has no "${begin}" and "${end}".`)
  const lines = rows.map(({ name, outcome, limitation, advice }) => {
    const link = outcome === "passed" ? ", but " : ": "
    const reason = limitation === undefined ? "" : `${link}${limitation}`
    return `| ${name} | ${outcome}${reason} | ${advice} |`
  })
  const table = [
    begin,
    "",
    `With Node ${process.versions.node}:`,
    "",
    `| ${what} | result | ${lastColumn} |`,
    "|---|---|---|",
    ...lines,
    "",
    end,
  ]
  writeFileSync(path, text.slice(0, before) + table.join("\n") + text.slice(after + end.length))
}
