import { expect, test } from "vitest"
import { ConformanceReport, withSection } from "./report.ts"

test("the table lists the outcomes by number", () => {
  const report = new ConformanceReport()
  report.add({ id: "10-1", title: "Hooks", outcome: "not expressible", note: "a | b" })
  report.add({ id: "1-11", title: "A retried step", outcome: "failed" })
  report.add({ id: "1-9", title: "A step", outcome: "failed" })
  report.add({ id: "1-9", title: "A step", outcome: "passed" })
  expect(report.toMarkdown()).toMatchInlineSnapshot(`
    "3 requirements: 1 passed, 1 failed, 1 not expressible in the JavaScript SDK.

    | Requirement | Handler | Result |
    | --- | --- | --- |
    | 1-9 | A step | passed |
    | 1-11 | A retried step | failed |
    | 10-1 | Hooks | not expressible: a \\| b |
    "
  `)
})

test("The report is written only if the environment asks for it", () => {
  expect(new ConformanceReport().write("nowhere/page.md", {})).toBe(false)
})

test("only the section between the markers is replaced", () => {
  const marker = "<!-- conformance: written by `npm run test:conformance` with UPDATE_DOCS=1 -->"
  const page = `# Page\n\n${marker}\n\nold\n\n<!-- /conformance -->\n\nend\n`
  const written = withSection(page, "new\n")
  expect(written).toBe(page.replace("old", "new"))
  expect(withSection(written, "new\n")).toBe(written)
  expect(() => withSection("# Page\n", "new\n")).toThrow("The page needs the lines")
})
