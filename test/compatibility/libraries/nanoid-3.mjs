import assert from "node:assert/strict"
import { customAlphabet, nanoid } from "nanoid-3"
import { durable } from "./shared.mjs"

const digits = customAlphabet("0123456789", 12)

export const handler = durable(async (context) => {
  const first = await context.step("first", async () => [nanoid(), nanoid(4), digits()])
  await context.wait({ hours: 1 })
  const second = await context.step("second", async () => [nanoid(), digits()])
  return [...first, ...second]
})

export function expected(ids) {
  assert.equal(new Set(ids).size, 5)
  assert.match(ids[2], /^\d{12}$/u)
}
