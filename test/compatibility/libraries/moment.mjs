import assert from "node:assert/strict"
import moment from "moment"
import { durable } from "./shared.mjs"

export const handler = durable(async (context) => {
  const begun = await context.step("begin", async () => moment.utc().format())
  const due = moment.utc(begun).add(1, "month").endOf("month").toISOString()
  await context.wait({ hours: 1 })
  const passed = await context.step("passed", async () => [
    moment().diff(moment(begun), "minutes"),
    moment(begun).fromNow(),
    moment(begun).isBefore(),
    moment.utc().calendar(moment.utc(begun)),
  ])
  return { begun, due, passed }
})

export function expected({ begun, due, passed }) {
  assert.equal(begun, "2030-01-01T00:00:00Z")
  assert.equal(due, "2030-02-28T23:59:59.999Z")
  assert.deepEqual(passed, [60, "an hour ago", true, "Today at 1:00 AM"])
}
