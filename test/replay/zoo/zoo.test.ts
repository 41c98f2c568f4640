import { readFileSync, writeFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { correct } from "./correct.ts"
import { planted } from "./planted.ts"
import { check, correctRow, namedLines, plantedRow } from "./table.ts"
import { runWithVendor } from "./vendor.ts"
import type { Correct } from "./zoo.ts"

const page = new URL("../../../docs/determinism.md", import.meta.url)
const table = /<!-- zoo:begin -->[^]*<!-- zoo:end -->/u

test("the zoo is large enough", () => {
  expect(planted.length).toBeGreaterThanOrEqual(25)
  expect(correct.length).toBeGreaterThanOrEqual(25)
  const names = [...planted, ...correct].map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

describe("a planted nondeterminism is caught, with its cause and its line", () => {
  test.each(planted)("$name", async (handler) => {
    const result = await check(handler)
    expect(result.isDeterministic).toBe(false)
    expect(result.divergence?.cause?.kind, result.divergence?.message).toBe(handler.cause)
    expect(namedLines(result)).toContain(handler.line ?? "")
  })
})

describe("a correct handler is let be", () => {
  test.each(correct)("$name", async (handler) => {
    const { divergence, isDeterministic, execution } = await check(handler)
    expect(divergence?.message).toBeUndefined()
    expect(isDeterministic).toBe(true)
    expect(execution.status).not.toBe("RUNNING")
  })
})

test(
  "The table of causes in the documentation matches the replay checks",
  { timeout: 60_000 },
  async () => {
    const text = readFileSync(page, "utf8")
    const isUpdate = process.env["UPDATE_DOCS"] === "1"
    const vendorSays = async (handler: Correct): Promise<string> =>
      isUpdate ? runWithVendor(handler) : (vendorCells(text).get(handler.name) ?? "")
    const rows: string[] = [
      "<!-- zoo:begin -->",
      "",
      "| planted | caught | cause named | line named | caught by the vendor's runner |",
      "| --- | --- | --- | --- | --- |",
    ]
    for (const handler of planted) {
      rows.push(`${plantedRow(handler, await check(handler))} ${await vendorSays(handler)} |`)
    }
    rows.push("", "| correct | reported | reported by the vendor's runner |", "| --- | --- | --- |")
    for (const handler of correct) {
      rows.push(`${correctRow(handler, await check(handler))} ${await vendorSays(handler)} |`)
    }
    const updated = text.replace(table, [...rows, "", "<!-- zoo:end -->"].join("\n"))
    if (isUpdate) writeFileSync(page, updated)
    expect(updated).toBe(readFileSync(page, "utf8"))
  },
)

/** The last cell of each row, by the first: the vendor's runner is too slow for every run. */
function vendorCells(text: string): ReadonlyMap<string, string> {
  const rows = text.split("\n").filter((line) => line.startsWith("| "))
  return new Map(
    rows.map((row) => {
      const cells = row.split("|").map((cell) => cell.trim())
      return [cells[1] ?? "", cells.at(-2) ?? ""]
    }),
  )
}
