import assert from "node:assert/strict"
import { decodeTime, monotonicFactory, ulid } from "ulid"
import { assertVirtual, durable, HOUR } from "./shared.mjs"

const monotonic = monotonicFactory()

export const handler = durable(async (context) => {
  const first = await context.step("first", async () => [ulid(), monotonic(), monotonic()])
  const time = decodeTime(first[0])
  await context.wait({ hours: 1 })
  const second = await context.step("second", async () => [ulid(), monotonic(), monotonic()])
  return { first, time, second }
})

export function expected({ first, time, second }) {
  assertVirtual(time)
  assertVirtual(decodeTime(second[0]), HOUR)
  assert.equal(new Set([...first, ...second]).size, 6)
  assert.ok(first[1] < first[2] && first[2] < second[1])
}
