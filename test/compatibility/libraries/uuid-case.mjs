import assert from "node:assert/strict"
import { assertVirtual, durable, HOUR, MINUTE, START } from "./shared.mjs"

const timeOfV7 = (id) => Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)

/** The case of one release of uuid, with the versions of ids that it draws. */
export function uuidCase(uuid, versions) {
  const draw = () => versions.map((version) => uuid[version]())

  const handler = durable(async (context) => {
    const first = await context.step("first", async () => draw())
    const named = first.flatMap((id) => [uuid.v3(id, uuid.v3.URL), uuid.v5(id, uuid.v5.URL)])
    await context.wait({ hours: 1 })
    const second = await context.step("second", async () => [...draw(), ...draw()])
    return { first, named, second }
  })

  function expected({ first, named, second }) {
    const all = [...first, ...named, ...second]
    assert.equal(new Set(all).size, all.length)
    assert.ok(all.every((id) => uuid.validate(id)))
    const v1 = first[versions.indexOf("v1")].split("-")
    const ticks = BigInt(`0x${v1[2].slice(1)}${v1[1]}${v1[0]}`)
    assert.ok(Math.abs(Number(ticks / 10_000n) - 12_219_292_800_000 - START) < 60_000)
    const v7 = versions.indexOf("v7")
    if (v7 < 0) return
    // From run to run v7 counts on from the latest time that it has seen.
    assert.ok([0, HOUR].some((after) => Math.abs(timeOfV7(first[v7]) - START - after) < MINUTE))
    assertVirtual(timeOfV7(second[v7]), HOUR)
  }

  return { handler, expected }
}
