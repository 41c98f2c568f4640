import { toSummary } from "durable-test-runner/report"
import { expect, test } from "vitest"
import { exploreCharge, runOrder } from "./orders.ts"

test("the summary of an execution is a table of its operations", async () => {
  const text = toSummary(await runOrder({ fails: true }))
  expect(text.replaceAll(/\S*orders\.ts:\d+:\d+/gu, "orders.ts")).toMatchInlineSnapshot(`
    "### ❌ order: FAILED

    duration 7d 6h 3.02s · started 2026-01-01T00:00:00.000Z · invocations 5 · operations 7

    \`\`\`text
    The execution ended FAILED with StepError: no truck (from step ship, where it was Error, thrown at orders.ts).
    \`\`\`

    | operation | status | when |
    |---|---|---|
    | execution of order | FAILED | +0s to +7d 6h 3.02s (7d 6h 3.02s) |
    | &nbsp;&nbsp;step charge | SUCCEEDED | +0s to +3s (3s) |
    | &nbsp;&nbsp;wait cool-off | SUCCEEDED | +3s to +7d 3s (7d) |
    | &nbsp;&nbsp;waitForCallback approve | SUCCEEDED | +7d 3s to +7d 5h 3s (5h) |
    | &nbsp;&nbsp;&nbsp;&nbsp;callback approve | SUCCEEDED | +7d 3s to +7d 5h 3s (5h) |
    | &nbsp;&nbsp;&nbsp;&nbsp;submitter approve | SUCCEEDED | at +7d 3s |
    | &nbsp;&nbsp;chainedInvoke pay | SUCCEEDED | +7d 5h 3s to +7d 6h 3.02s (1h 20ms) |
    | &nbsp;&nbsp;&nbsp;&nbsp;execution of pay | SUCCEEDED | +7d 5h 3s to +7d 6h 3.02s (1h 20ms) |
    | &nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;step reserve | SUCCEEDED | at +7d 5h 3.02s |
    | &nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;wait settle | SUCCEEDED | +7d 5h 3.02s to +7d 6h 3.02s (1h) |
    | &nbsp;&nbsp;step ship | FAILED | at +7d 6h 3.02s |
    "
  `)
})

test("the summary of a failing verdict has its message and how to replay it", async () => {
  const verdict = await exploreCharge({ isIdempotent: false })
  const text = toSummary([verdict, await exploreCharge({ isIdempotent: true })])
  expect(text).toMatch(/^### ❌ charge: VIOLATED\n/u)
  expect(text).toContain(verdict.message)
  expect(text).toContain(`DURABLE_SCHEDULE=${verdict.failure!.schedule}`)
  expect(text).toMatch(/^### ✅ charge: PASSED$/mu)
})

test("names and errors of a user are no Markdown", async () => {
  const execution = await runOrder({ fails: true })
  Object.defineProperty(execution, "functionName", { value: "a|b `c` *d* <e> [f](g)\n# h" })
  const [head = ""] = toSummary(execution).split("\n")
  expect(head).toBe("### ❌ a\\|b \\`c\\` \\*d\\* &lt;e&gt; \\[f\\](g) \\# h: FAILED")
  Object.defineProperty(execution, "error", { value: { ErrorMessage: "```\n# not a heading" } })
  expect(toSummary(execution)).toContain("````text\n")
})
