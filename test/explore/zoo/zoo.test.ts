import { readFileSync, writeFileSync } from "node:fs"
import { type ExplorationFailure, Schedule, type Verdict } from "durable-test-runner/explore"
import { afterEach, describe, expect, test, vi } from "vitest"
import type { BugZooEntry } from "./bug.ts"
import { failureOf, replayBug } from "./counterexample.ts"
import { marksOf } from "../../support/marks-of.ts"
import { exploreBug } from "./explore-bug.ts"
import { places } from "./places.ts"
import { bugRow, header } from "./table.ts"
import { runWithVendor } from "./vendor.ts"
import { bugs } from "./zoo.ts"

const LONG_MS = 300_000

/** Half of the corrected handlers are exhausted by then. */
const ENOUGH = { maxSchedules: 600 }

/** Each bug is looked for once, whichever test asks first. */
const failures: Map<BugZooEntry, Promise<ExplorationFailure>> = new Map()
const passes: Map<BugZooEntry, Promise<Verdict>> = new Map()

async function foundIn(entry: BugZooEntry): Promise<ExplorationFailure> {
  const failure = failures.get(entry) ?? failureOf(entry)
  failures.set(entry, failure)
  return failure
}

async function verdictOfCorrected(entry: BugZooEntry): Promise<Verdict> {
  const verdict = passes.get(entry) ?? exploreBug(entry, entry.corrected(), ENOUGH)
  passes.set(entry, verdict)
  return verdict
}

afterEach(() => {
  vi.unstubAllEnvs()
})

describe("A bug", () => {
  test.each(bugs)(
    "is found by the tier of its entry, within its allowance: $name",
    { timeout: LONG_MS },
    async (entry) => {
      const { foundBy, foundAt, violation } = await foundIn(entry)
      const { tier, invariant, maxSchedules } = entry
      expect({ tier: foundBy, invariant: violation.invariant }).toEqual({ tier, invariant })
      expect(foundAt).toBeLessThanOrEqual(maxSchedules)
    },
  )

  test.each(bugs)(
    "is shown by the faults and deviations that its table of places lists: $name",
    { timeout: LONG_MS },
    async (entry) => {
      const failure = await foundIn(entry)
      const { marks, pair } = places[entry.name] ?? expect.fail("The bug has no place.")
      expect(marksOf(failure)).toEqual(marks)
      const { first, second } = failure.criticalPair ?? {}
      expect(failure.criticalPair && [first, second]).toEqual(pair)
    },
  )
})

describe("A corrected handler passes the exploration", () => {
  test.each(bugs)("$name", { timeout: LONG_MS }, async (entry) => {
    const { passed, message } = await verdictOfCorrected(entry)
    expect(passed, message).toBe(true)
  })
})

describe("The schedule of a bug replays to the same end each time", () => {
  test.each(bugs)("$name", { timeout: LONG_MS }, async (entry) => {
    const { schedule, violation } = await foundIn(entry)
    const end = await replayBug(entry, schedule)
    expect(await replayBug(entry, schedule)).toEqual(end)
    expect(end).toMatchObject(places[entry.name]?.end ?? expect.fail("The bug has no place."))
    // Of what nobody awaits the effect may be there all the same.
    if (violation.invariant === "hygiene") expect(end).toEqual(entry.plain)
    else expect(end).not.toEqual(entry.plain)
  })
})

describe("Shrinking keeps the violation and adds no deviation", () => {
  test.each(bugs)("$name", { timeout: LONG_MS }, async (entry) => {
    const { schedule, violation, shrunk } = await foundIn(entry)
    const { maxSchedules } = entry
    const raw = await exploreBug(entry, entry.broken(), { maxSchedules, maxShrinkRuns: 0 })
    expect(raw.failure?.violation.signature).toBe(violation.signature)
    const [before, after] = [raw.failure?.schedule ?? "", schedule].map((each) =>
      Schedule.parse(each),
    )
    expect(shrunk.to).toBeLessThanOrEqual(shrunk.from)
    const { deviations: from } = before ?? {}
    expect(shrunk).toMatchObject({ isMinimal: true, from, to: after?.deviations })

    vi.stubEnv("DURABLE_SCHEDULE", schedule)
    const again = await exploreBug(entry, entry.broken(), { maxSchedules })
    expect(again.failure?.violation.signature).toBe(violation.signature)
  })
})

const page = new URL("../../../docs/exploring.md", import.meta.url)
const table = /<!-- zoo:begin -->[^]*<!-- zoo:end -->/u

test("The table of bugs in the documentation is current", { timeout: LONG_MS }, async () => {
  const text = readFileSync(page, "utf8")
  const isUpdate = process.env["UPDATE_DOCS"] === "1"
  const rows = ["<!-- zoo:begin -->", "", ...header]
  for (const entry of bugs) {
    const row = bugRow(entry, await foundIn(entry), await verdictOfCorrected(entry))
    const vendor = isUpdate ? await runWithVendor(entry) : vendorCell(text, entry)
    rows.push(`${row} ${vendor} |`)
  }
  const updated = text.replace(table, [...rows, "", "<!-- zoo:end -->"].join("\n"))
  if (isUpdate) writeFileSync(page, updated)
  expect(updated).toBe(readFileSync(page, "utf8"))
})

/** The last cell of its row: the vendor's runner is too slow for every run. */
function vendorCell(text: string, { name }: BugZooEntry): string {
  const row = text.split("\n").find((line) => line.startsWith(`| ${name} |`))
  return row?.split("|").at(-2)?.trim() ?? ""
}
