import nodeOs, { uptime } from "node:os"
import { performance as importedPerformance } from "node:perf_hooks"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { runInside } from "../../run-inside.ts"

test("performance.now counts virtual milliseconds since the run began", async () => {
  const seen = await runInside(async () => {
    const before = performance.now()
    await sleep(1_234)
    return {
      before,
      after: performance.now(),
      imported: importedPerformance.now(),
      sum: performance.timeOrigin + performance.now() - Date.now(),
    }
  })
  expect(seen).toEqual({ before: 0, after: 1_234, imported: 1_234, sum: 0 })
})

test("process.hrtime counts the same in its own units", async () => {
  const seen = await runInside(async () => {
    await sleep(900)
    const before = process.hrtime()
    const bigBefore = process.hrtime.bigint()
    await sleep(60_350)
    return {
      before,
      after: process.hrtime(),
      difference: process.hrtime(before),
      big: process.hrtime.bigint() - bigBefore,
    }
  })
  expect(seen).toEqual({
    before: [0, 900_000_000],
    after: [61, 250_000_000],
    difference: [60, 350_000_000],
    big: 60_350_000_000n,
  })
})

test("process.uptime and os.uptime count the same in seconds", async () => {
  const seen = await runInside(async () => {
    await sleep(2_500)
    return [process.uptime(), nodeOs.uptime(), uptime()]
  })
  expect(seen).toEqual([2.5, 2.5, 2.5])
})

test("a date format without a date formats the virtual moment", async () => {
  const utc = new Intl.DateTimeFormat("en", { timeZone: "UTC", dateStyle: "long", hour12: false })
  const seen = await runInside(
    () => {
      const parts = utc.formatToParts().map(({ value }) => value)
      return [utc.format(), utc.format(0), parts.join(""), utc.formatToParts(0).length]
    },
    { startTime: "2031-05-06T07:08:09Z" },
  )
  const [now, first] = ["May 6, 2031", "January 1, 1970"]
  expect(seen).toEqual([now, first, now, 5])
  expect(utc.format()).not.toBe(now)
})

test("all clocks agree, however long it takes", async () => {
  const seen = await runInside(
    async () => {
      for (let minute = 0; minute < 14; minute++) await sleep(60_000)
      return [Date.now(), performance.now(), process.hrtime()[0], process.hrtime.bigint()]
    },
    { startTime: 5_000 },
  )
  expect(seen).toEqual([845_000, 840_000, 840, 840_000_000_000n])
})
