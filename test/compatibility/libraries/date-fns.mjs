import assert from "node:assert/strict"
import {
  addMonths,
  differenceInMinutes,
  formatDistanceToNow,
  isPast,
  isToday,
  parseISO,
  startOfToday,
} from "date-fns"
import { durable } from "./shared.mjs"

export const handler = durable(async (context) => {
  const begun = await context.step("begin", async () => new Date().toISOString())
  const due = addMonths(parseISO(begun), 1).toISOString()
  await context.wait({ hours: 1 })
  const passed = await context.step("passed", async () => [
    differenceInMinutes(new Date(), parseISO(begun)),
    formatDistanceToNow(parseISO(begun)),
    isPast(parseISO(begun)),
    isToday(parseISO(begun)) === startOfToday() <= parseISO(begun),
    isPast(parseISO(due)),
  ])
  return { begun, due, passed }
})

export function expected({ begun, due, passed }) {
  assert.match(begun, /^2030-01-01T00:00:00/u)
  assert.match(due, /^2030-02-01T/u)
  assert.deepEqual(passed, [60, "about 1 hour", true, true, false])
}
