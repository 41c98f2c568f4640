import * as fc from "fast-check"
import { expect, test } from "vitest"
import { formatDuration, formatElapsed } from "../../src/text/elapsed.ts"

test("durations are written for people", () => {
  const written = [
    0,
    1,
    20,
    999,
    1_000,
    1_500,
    59_999,
    60_000,
    61_000,
    3_600_000,
    5_400_000,
    86_400_000,
    90_061_001,
    300 * 86_400_000,
    31_622_400_000,
    0.5,
    1_000.25,
  ].map((milliseconds) => `${milliseconds}: ${formatDuration(milliseconds)}`)
  expect(written).toMatchInlineSnapshot(`
    [
      "0: 0s",
      "1: 1ms",
      "20: 20ms",
      "999: 999ms",
      "1000: 1s",
      "1500: 1.5s",
      "59999: 59.999s",
      "60000: 1m",
      "61000: 1m 1s",
      "3600000: 1h",
      "5400000: 1h 30m",
      "86400000: 1d",
      "90061001: 1d 1h 1m 1.001s",
      "25920000000: 300d",
      "31622400000: 366d",
      "0.5: 0.5ms",
      "1000.25: 1s",
    ]
  `)
})

test("elapsed time is a duration with a plus", () => {
  expect(formatElapsed(0)).toBe("+0s")
  expect(formatElapsed(90_061_001)).toBe(`+${formatDuration(90_061_001)}`)
})

const UNITS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }

test("what is written says exactly how long it was", () => {
  fc.assert(
    fc.property(fc.nat(40_000_000_000), (milliseconds) => {
      const parts = formatDuration(milliseconds).split(" ")
      const sum = parts.reduce((total, part) => {
        const [, amount, unit] = /^([\d.]+)(d|h|m|s|ms)$/.exec(part) ?? []
        return total + Number(amount) * UNITS[unit ?? ""]!
      }, 0)
      expect(Math.round(sum)).toBe(milliseconds)
    }),
  )
})
