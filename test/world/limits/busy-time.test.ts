import * as fc from "fast-check"
import { expect, onTestFinished, test } from "vitest"
import { BusyTime } from "../../../src/world/limits/busy-time.ts"

let now = 0
const clock = (): number => now

function startDrive(): BusyTime {
  const time = new BusyTime(Infinity, clock)
  onTestFinished(() => time.end())
  return time
}

test("what the thread does between two batches counts for the only drive", () => {
  const time = startDrive()
  now += 5
  time.look()
  now += 7
  time.resume()
  expect(time.spentMs).toBe(12)
})

test("what takes long between two batches is work of others", () => {
  const time = startDrive()
  now += 400
  time.resume()
  expect(time.spentMs).toBe(15)
})

test("a drive that waits for something is not busy", () => {
  const time = startDrive()
  now += 3
  time.pause()
  now += 7
  time.resume()
  now += 2
  time.look()
  expect(time.spentMs).toBe(5)
})

test("a step that computes for long, once, counts for a quarter of a second", () => {
  const time = startDrive()
  now += 3_000
  time.look()
  expect(time.spentMs).toBe(250)
})

test("of two drives each is busy in its own batches only", () => {
  const batches = fc.array(fc.tuple(fc.nat({ max: 1 }), fc.integer({ min: 1, max: 10 })))
  fc.assert(
    fc.property(batches, (lengths) => {
      const drives = [new BusyTime(Infinity, clock), new BusyTime(Infinity, clock)]
      const expected = [0, 0]
      for (const [index, lengthMs] of lengths) {
        now += 4
        drives[index]?.resume()
        now += lengthMs
        drives[index]?.look()
        expected[index] = (expected[index] ?? 0) + lengthMs
      }
      expect(drives.map(({ spentMs }) => spentMs)).toEqual(expected)
      for (const drive of drives) drive.end()
    }),
  )
})
