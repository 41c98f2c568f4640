import * as fc from "fast-check"
import { InvalidDurationError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { type Duration, toMilliseconds } from "../../src/text/duration.ts"
import { expectError } from "../runner/expect-error.ts"

const IT = { call: "call it", path: "it" }

const UNITS = ["days", "hours", "minutes", "seconds", "milliseconds"] as const

const anyDuration = fc.record(
  Object.fromEntries(UNITS.map((unit) => [unit, fc.nat(1_000)])) as Record<
    (typeof UNITS)[number],
    fc.Arbitrary<number>
  >,
  { requiredKeys: [] },
)

test("each unit counts as it should", () => {
  expect(UNITS.map((unit) => toMilliseconds({ [unit]: 1 }, IT))).toEqual([
    86_400_000, 3_600_000, 60_000, 1_000, 1,
  ])
  expect(toMilliseconds({}, IT)).toBe(0)
  expect(toMilliseconds({ seconds: 1.5 }, IT)).toBe(1_500)
  expect(toMilliseconds({ hours: undefined, seconds: 1 }, IT)).toBe(1_000)
})

test("the members add up", () => {
  fc.assert(
    fc.property(anyDuration, (duration: Duration) => {
      let sum = 0
      for (const unit of UNITS) sum += toMilliseconds({ [unit]: duration[unit] ?? 0 }, IT)
      expect(toMilliseconds(duration, IT)).toBe(sum)
    }),
  )
})

test("what is no duration is refused, and says what it was for", () => {
  const wrong = [
    null,
    5,
    "1 h",
    { hour: 1 },
    { hours: -1 },
    { seconds: Infinity },
    { seconds: "1" },
  ]
  for (const value of wrong) {
    const error = expectError(
      () => toMilliseconds(value, { call: "call answer", path: "the delay" }),
      InvalidDurationError,
    )
    expect(error.message).toContain("Failed to call answer: the delay")
  }
})
