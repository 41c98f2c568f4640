import assert from "node:assert/strict"
import { durable } from "./shared.mjs"

/** The case of one release of nanoid. */
export function nanoidCase({ customAlphabet, nanoid }) {
  const digits = customAlphabet("0123456789", 12)

  const handler = durable(async (context) => {
    const first = await context.step("first", async () => [nanoid(), nanoid(4), digits()])
    await context.wait({ hours: 1 })
    const second = await context.step("second", async () => [nanoid(), digits()])
    return [...first, ...second]
  })

  function expected(ids) {
    assert.equal(new Set(ids).size, 5)
    assert.match(ids[2], /^\d{12}$/u)
  }

  return { handler, expected }
}
