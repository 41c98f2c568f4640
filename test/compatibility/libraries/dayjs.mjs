import assert from "node:assert/strict"
import dayjs from "dayjs"
import relativeTime from "dayjs/plugin/relativeTime.js"
import utc from "dayjs/plugin/utc.js"
import { durable } from "./shared.mjs"

dayjs.extend(utc)
dayjs.extend(relativeTime)

export const handler = durable(async (context) => {
  const begun = await context.step("begin", async () => dayjs.utc().format())
  const due = dayjs.utc(begun).add(1, "month").endOf("month").toISOString()
  await context.wait({ hours: 1 })
  const passed = await context.step("passed", async () => [
    dayjs().diff(dayjs(begun), "minute"),
    dayjs(begun).fromNow(),
    dayjs(begun).isBefore(dayjs()),
  ])
  return { begun, due, passed }
})

export function expected({ begun, due, passed }) {
  assert.equal(begun, "2030-01-01T00:00:00Z")
  assert.equal(due, "2030-02-28T23:59:59.999Z")
  assert.deepEqual(passed, [60, "an hour ago", true])
}
