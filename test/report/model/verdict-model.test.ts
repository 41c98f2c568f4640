import { expect, test } from "vitest"
import { modelOfVerdict } from "../../../src/report/model/verdict-model.ts"
import { exploreCharge } from "../orders.ts"

test("the model of a failing verdict has both traces, the first difference marked in each", async () => {
  const { failure, status, isFailed } = modelOfVerdict(
    await exploreCharge({ isIdempotent: false }),
    1_000,
  )
  expect({ status, isFailed }).toEqual({ status: "VIOLATED", isFailed: true })
  expect(failure?.invariant).toBe("crash-refinement")
  const [fails, passes] = [failure?.failing ?? [], failure?.passing ?? []]
  const index = fails.findIndex(({ isFirstDifference }) => isFirstDifference)
  expect(fails[index]).toMatchObject({ kind: "fault", note: "fault" })
  expect(passes.findIndex(({ isFirstDifference }) => isFirstDifference)).toBe(index)
  const told = (rows: typeof fails): string[] =>
    rows.slice(0, index).map(({ subject, detail }) => `${subject} ${detail}`)
  expect(told(fails)).toEqual(told(passes))
  expect(failure?.logs[0]).toMatchObject({ level: "warn", where: "charge", text: "charging o-1" })
  expect(failure?.sites[0]).toMatch(/^test\/report\/orders\.ts:\d+:\d+ {2}asks for step charge/u)
})

test("the model of a verdict without a failure has tables of what was searched", async () => {
  const model = modelOfVerdict(await exploreCharge({ isIdempotent: true }), 1_000)
  expect(model).toMatchObject({ status: "PASSED", isFailed: false, failure: undefined })
  expect(model.tables.map(({ title }) => title)).toEqual([
    "Tiers of the search",
    "Outcomes of the runs without faults",
    "Never seen",
    "Covered",
  ])
  expect(model.facts).toContainEqual(["proof", "exhaustive"])
})
