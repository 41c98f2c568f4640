import { expect, test } from "vitest"
import { VirtualClock } from "../../../src/world/clock/virtual-clock.ts"

test("the clock moves where it is moved, and knows how far", () => {
  const clock = new VirtualClock(1_000)
  expect([clock.startedAt, clock.now, clock.elapsedMs]).toEqual([1_000, 1_000, 0])
  clock.moveTo(1_000)
  clock.moveTo(86_401_000.5)
  expect([clock.startedAt, clock.now, clock.elapsedMs]).toEqual([1_000, 86_401_000.5, 86_400_000.5])
})

test("the clock never goes back, nor to a time that is none", () => {
  const clock = new VirtualClock(1_000)
  expect(() => clock.moveTo(999)).toThrow("Failed to move the virtual clock from 1000 back to 999.")
  expect(() => clock.moveTo(NaN)).toThrow("Failed to move the virtual clock")
  expect(clock.now).toBe(1_000)
})
