import { randomUUID } from "node:crypto"
import { v7 } from "uuid"
import { describe, expect, test } from "vitest"
import type { Around } from "../zoo/bug.ts"
import { exploreBug } from "../zoo/explore-bug.ts"
import { bugs } from "../zoo/zoo.ts"

const LONG_MS = 120_000

/** Of the long run of the tests: `npm run test:fuzz`. */
const factor = Number(process.env["FUZZ_FACTOR"] ?? 1)

/** The same handlers, whose results have ids and times in them. */
const variants: readonly (readonly [string, Around])[] = [
  [
    "an id of uuid v7 and a time in the result",
    (handler) => async (event, context) => {
      const result = await handler(event, context)
      return { id: v7(), at: new Date().toISOString(), result }
    },
  ],
  [
    "the result under a random id",
    (handler) => async (event, context) => {
      const result = await handler(event, context)
      return { [randomUUID()]: result }
    },
  ],
]

// The predicates of some entries look at the result, which is another one here.
const entries = bugs.filter(({ holds }) => holds === undefined)

describe.each(variants)("with %s", (_title, around) => {
  test.each(entries)("$name: the bug is found", { timeout: LONG_MS }, async (entry) => {
    const { maxSchedules, invariant } = entry
    const options = { maxSchedules, maxShrinkRuns: 0 }
    const { failure } = await exploreBug(entry, entry.broken(around), options)
    expect(failure?.violation.invariant).toBe(invariant)
  })

  test.each(entries)("$name: the corrected handler passes", { timeout: LONG_MS }, async (entry) => {
    const options = { maxSchedules: 80 * factor }
    const { passed, message } = await exploreBug(entry, entry.corrected(around), options)
    expect(passed, message).toBe(true)
  })
})

describe("with fakes whose records have random ids", () => {
  test.each(entries)("$name: the bug is found", { timeout: LONG_MS }, async (entry) => {
    const { maxSchedules, invariant } = entry
    const options = { maxSchedules, maxShrinkRuns: 0 }
    const { failure } = await exploreBug(entry, entry.broken(undefined, randomUUID), options)
    expect(failure?.violation.invariant).toBe(invariant)
  })

  test.each(entries)("$name: the corrected handler passes", { timeout: LONG_MS }, async (entry) => {
    const options = { maxSchedules: 60 * factor }
    const scenario = entry.corrected(undefined, randomUUID)
    const { passed, message } = await exploreBug(entry, scenario, options)
    expect(passed, message).toBe(true)
  })
})
