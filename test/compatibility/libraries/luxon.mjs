import assert from "node:assert/strict"
import { DateTime, Duration, Interval } from "luxon"
import { durable } from "./shared.mjs"

export const handler = durable(async (context) => {
  const begun = await context.step("begin", async () => DateTime.utc().toISO())
  const due = DateTime.fromISO(begun, { zone: "Europe/Berlin" }).plus({ days: 1 }).endOf("day")
  await context.wait(Duration.fromObject({ hours: 1 }).toObject())
  const passed = await context.step("passed", async () => ({
    minutes: Interval.fromDateTimes(DateTime.fromISO(begun), DateTime.now()).length("minutes"),
    relative: DateTime.fromISO(begun).toRelative({ locale: "en" }),
    diff: Math.round(DateTime.fromISO(begun).diffNow("minutes").minutes),
  }))
  return { begun, due: due.toISO(), passed }
})

export function expected({ begun, due, passed }) {
  assert.match(begun, /^2030-01-01T00:00:00/u)
  assert.equal(due, "2030-01-02T23:59:59.999+01:00")
  assert.equal(Math.floor(passed.minutes), 60)
  assert.equal(passed.relative, "1 hour ago")
  assert.equal(passed.diff, -60)
}
