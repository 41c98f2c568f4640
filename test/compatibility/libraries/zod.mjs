import assert from "node:assert/strict"
import { z } from "zod"
import { durable } from "./shared.mjs"

const Order = z.object({
  id: z.uuid(),
  at: z.coerce.date().max(new Date("2031-01-01")),
  tags: z.array(z.string()).default([]),
})
const Checked = Order.extend({
  id: z.string().refine(async (id) => {
    await new Promise((done) => setTimeout(done, 60_000))
    return id.length === 36
  }),
})

export const handler = durable(async (context) => {
  const raw = await context.step("load", async () => ({ id: crypto.randomUUID(), at: new Date() }))
  const order = Order.parse(raw)
  const refused = Order.safeParse({ id: "x", at: "never" })
  const checked = await context.step("check", async () => {
    const begun = Date.now()
    const { id } = await Checked.parseAsync(raw)
    return { id, passed: Date.now() - begun }
  })
  const issues = refused.error.issues.map(({ path }) => path.join("."))
  return { order, issues, checked }
})

export function expected({ order, issues, checked }) {
  assert.match(order.at, /^2030-01-01/u)
  assert.deepEqual(order.tags, [])
  assert.deepEqual(issues, ["id", "at"])
  assert.deepEqual(checked, { id: order.id, passed: 60_000 })
}
