import assert from "node:assert/strict"
import { durable } from "./shared.mjs"

/** The case of one release of nanoid. */
export function nanoidCase({ customAlphabet, nanoid }) {
  const digits = customAlphabet("0123456789", 12)
  const code = customAlphabet("0123456789", 6)

  const handler = durable(async (context) => {
    const first = await context.step("first", async () => [
      nanoid(),
      `order_${nanoid(4)}`,
      digits(),
      code(),
    ])
    await context.wait({ hours: 1 })
    const second = await context.step("second", async () => [nanoid(10), digits()])
    return [...first, ...second]
  })

  function expected(ids) {
    assert.equal(new Set(ids).size, 6)
    assert.match(ids[2], /^\d{12}$/u)
  }

  return { handler, expected }
}
