import { expect, test } from "vitest"
import { ConformanceReport } from "./report.ts"

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

test("nothing is written unless it is asked for", () => {
  expect(new ConformanceReport().write("nowhere/results.json", {})).toBe(false)
})
