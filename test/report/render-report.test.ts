import { DurableTestRunner } from "durable-test-runner"
import { renderReport } from "durable-test-runner/report"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { exploreCharge, runOrder } from "./orders.ts"

test("a report is one page that names no other file", async () => {
  const page = renderReport(await runOrder())
  expect(page).toMatch(/^<!doctype html><html lang="en">/u)
  expect(page).toContain("default-src &#39;none&#39;")
  expect(page.match(/https?:|\bsrc=|@import|url\(/gu)).toBeNull()
  expect(page.match(/href="[^"]*"/gu)).toEqual(['href="#found"'])
})

test("the same execution has the same report", async () => {
  expect(renderReport(await runOrder())).toBe(renderReport(await runOrder()))
})

test("a report is called by its function and status, or as its option says", async () => {
  const execution = await runOrder({ fails: true })
  expect(renderReport(execution)).toContain("<title>order: FAILED</title>")
  expect(renderReport(execution, { title: "a < b" })).toContain("<title>a &lt; b</title>")
})

/** Names are ASCII. */
const EVIL_NAME = `</script><img src=x onerror=alert(2)>"'`

test("names, results, errors and logs of a user cannot break out of the page", async () => {
  const evil = `</script><script>alert(1)</script><!-- " ' & \u2028 \u{1F600} \uD800`
  const handler = withDurableExecution(async (input: unknown, context: DurableContext) => {
    console.log(evil)
    await context.step(EVIL_NAME, async () => ({ evil, input }))
    throw new TypeError(evil)
  })
  const runner = new DurableTestRunner({ logs: "capture" })
  const page = renderReport(await runner.run(handler, evil), { title: evil })
  expect(page.match(/<script/gu)).toHaveLength(2)
  expect(page.match(/<\/script>/gu)).toHaveLength(2)
  expect(page.includes("alert(1)<")).toBe(false)
  const [, details = ""] = /id="details">(.*?)<\/script>/su.exec(page) ?? []
  expect(details.includes("\u2028")).toBe(false)
  expect(JSON.stringify(JSON.parse(details))).toContain("alert(1)")
})

test("huge values are cut, and the page says so", async () => {
  const handler = withDurableExecution(async (_: unknown, context: DurableContext) => {
    await context.step("big", async () => "x".repeat(200_000))
  })
  const page = renderReport(await new DurableTestRunner().run(handler), { longestValue: 500 })
  expect(page.length).toBeLessThan(60_000)
  expect(page).toContain("more characters")
})

describe("the report of a verdict", async () => {
  const verdict = await exploreCharge({ isIdempotent: false })

  test("shows the violation, how to replay it, and where the failing run parts from a passing one", () => {
    const page = renderReport(verdict)
    const { schedule } = verdict.failure!
    expect(page).toContain("<title>charge: VIOLATED</title>")
    expect(page).toContain(`<pre>DURABLE_SCHEDULE=${schedule}</pre>`)
    expect(page).toContain("The failing schedule beside one that passes")
    expect(page.match(/first difference<\/span>/gu)).toHaveLength(2)
  })

  test("of a search without a finding shows what was searched and what is legal", async () => {
    const passed = await exploreCharge({ isIdempotent: true })
    const page = renderReport(passed)
    expect(page).toContain("<title>charge: PASSED</title>")
    expect(page).toContain("Outcomes of the runs without faults")
    expect(page.includes("Replay it")).toBe(false)
  })

  test("stands below the report of an execution, whose rows keep their details", async () => {
    const execution = await runOrder()
    const page = renderReport([execution, verdict, execution])
    expect(page.match(/<h1/gu)).toHaveLength(1)
    expect(page.match(/id="found"/gu)).toHaveLength(1)
    const rows = [...page.matchAll(/<li data-row="(\d+)"/gu)].map(([, row]) => Number(row))
    expect(rows).toEqual(rows.map((_, index) => index))
    const [, details = "[]"] = /id="details">(.*?)<\/script>/su.exec(page) ?? []
    expect(JSON.parse(details)).toHaveLength(rows.length)
  })
})

describe("a wrong call of renderReport", () => {
  const call =
    (subject: unknown, options?: unknown): (() => string) =>
    () =>
      renderReport(subject as never, options as never)

  test.each([undefined, null, "text", {}, [], 7])(
    "says what it takes when it gets %j",
    (subject) => {
      expect(call(subject)).toThrow(
        /^Failed to call renderReport: it got .*Pass an execution, .*or a verdict/u,
      )
    },
  )

  test("says that an await is missing", () => {
    expect(call(runOrder())).toThrow(/await/u)
  })

  test("names an option that does not exist", async () => {
    expect(call(await runOrder(), { titel: "x" })).toThrow(/no option "titel".*title/u)
    expect(call(await runOrder(), { longestValue: 1 })).toThrow(/longestValue is 1/u)
  })
})
