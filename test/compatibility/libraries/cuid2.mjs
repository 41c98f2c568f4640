import assert from "node:assert/strict"
import { createId, init, isCuid } from "@paralleldrive/cuid2"
import { durable } from "./shared.mjs"

const short = init({ length: 10 })

export const handler = durable(async (context) => {
  const first = await context.step("first", async () => [createId(), short()])
  const areIds = first.every((id) => isCuid(id))
  await context.wait({ hours: 1 })
  const second = await context.step("second", async () => [createId(), short()])
  return { ids: [...first, ...second], areIds }
})

export function expected({ ids, areIds }) {
  assert.ok(areIds)
  assert.equal(new Set(ids).size, 4)
}
