import assert from "node:assert/strict"
import * as uuid from "uuid-8"
import { durable, START } from "./shared.mjs"

const draw = () => ["v1", "v4"].map((version) => uuid[version]())

export const handler = durable(async (context) => {
  const first = await context.step("first", async () => draw())
  const named = first.flatMap((id) => [uuid.v3(id, uuid.v3.URL), uuid.v5(id, uuid.v5.URL)])
  await context.wait({ hours: 1 })
  const second = await context.step("second", async () => [...draw(), ...draw()])
  return { first, named, second }
})

export function expected({ first, named, second }) {
  const all = [...first, ...named, ...second]
  assert.equal(new Set(all).size, all.length)
  assert.ok(all.every((id) => uuid.validate(id)))
  const v1 = first[0].split("-")
  const ticks = BigInt(`0x${v1[2].slice(1)}${v1[1]}${v1[0]}`)
  assert.ok(Math.abs(Number(ticks / 10_000n) - 12_219_292_800_000 - START) < 60_000)
}
