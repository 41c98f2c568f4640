import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, test } from "vitest"

const LINK = /\[([^\]]*)\]\(([^)#]*)(?:#[^)]*)?\)/g
const PAGES = [
  "README.md",
  "docs/callbacks.md",
  "docs/determinism.md",
  "docs/doubles.md",
  "docs/exploring.md",
  "docs/fidelity.md",
  "docs/lambda.md",
  "docs/migrating.md",
  "docs/property-testing.md",
  "docs/step-by-step.md",
  "docs/time.md",
]

interface Link {
  readonly text: string
  readonly path: string
}

function linksOf(page: string): Link[] {
  const text = readFileSync(page, "utf8")
  return [...text.matchAll(LINK)]
    .map(([, label = "", target = ""]) => ({ label, target }))
    .filter(({ target }) => target !== "" && !target.startsWith("http"))
    .map(({ label, target }) => ({ text: label, path: join(dirname(page), target) }))
}

describe.each(PAGES)("%s", (page) => {
  test("leads to files that exist", () => {
    expect(linksOf(page).filter(({ path }) => !existsSync(path))).toEqual([])
  })

  test("names only tests that there are", () => {
    const proofs = linksOf(page).filter(({ path }) => path.endsWith(".test.ts"))
    const unproven = proofs.filter(({ text, path }) => {
      return !readFileSync(path, "utf8").includes(`test("${text}"`)
    })
    expect(unproven).toEqual([])
  })
})

test("the table of differences has proofs", () => {
  for (const page of ["README.md", "docs/migrating.md"]) {
    const proofs = linksOf(page).filter(({ path }) => path.endsWith(".test.ts"))
    expect(proofs.length).toBeGreaterThanOrEqual(6)
  }
})
