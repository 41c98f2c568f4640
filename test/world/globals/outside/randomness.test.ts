import nodeCrypto, {
  getRandomValues,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
} from "node:crypto"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../../support/as-needed.ts"
import { SeededRandom } from "../../../../src/world/clock/seeded-random.ts"
import { runInside } from "../../run-inside.ts"

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Something from every source of randomness that there is. */
async function draw(): Promise<Record<string, unknown>> {
  return {
    math: Math.random(),
    webUuid: crypto.randomUUID(),
    webValues: [...crypto.getRandomValues(new Uint8Array(8))],
    wide: [...crypto.getRandomValues(new Uint32Array(2))],
    namedUuid: randomUUID(),
    namedValues: [...getRandomValues(new Uint8Array(4))],
    nodeUuid: nodeCrypto.randomUUID(),
    bytes: randomBytes(6).toString("hex"),
    bytesLater: (await promisify(randomBytes)(6)).toString("hex"),
    int: randomInt(1_000_000),
    range: randomInt(5, 10),
    intLater: await new Promise((resolve) => randomInt(10, 20, (_error, value) => resolve(value))),
    filled: randomFillSync(Buffer.alloc(8), 2, 4).toString("hex"),
    filledLater: await new Promise((resolve) =>
      randomFill(Buffer.alloc(4), (_error, buffer) => resolve(buffer.toString("hex"))),
    ),
  }
}

describe("randomness inside a run", () => {
  test("comes from the seed: the same seed, the same numbers", async () => {
    const one = await runInside(draw, { seed: "s" })
    expect(await runInside(draw, { seed: "s" })).toEqual(one)
    expect(await runInside(draw, { seed: "s" })).toEqual(one)
  })

  test("differs in every source for another seed", async () => {
    const one = await runInside(draw, { seed: 1 })
    const other = await runInside(draw, { seed: 2 })
    const equal = Object.keys(one).filter((key) => String(one[key]) === String(other[key]))
    // Among five or ten numbers two may well be the same.
    expect(equal.filter((key) => key !== "range" && key !== "intLater")).toEqual([])
  })

  test("has the form of the real thing", async () => {
    const drawn = await runInside(draw, { seed: 3 })
    expect(drawn["math"]).toBeGreaterThanOrEqual(0)
    expect(drawn["math"]).toBeLessThan(1)
    for (const key of ["webUuid", "namedUuid", "nodeUuid"]) expect(drawn[key]).toMatch(UUID)
    expect(new Set([drawn["webUuid"], drawn["namedUuid"], drawn["nodeUuid"]]).size).toBe(3)
    expect(drawn["bytes"]).toMatch(/^[0-9a-f]{12}$/)
    expect(drawn["int"]).toSatisfy((int: number) => Number.isInteger(int) && int < 1_000_000)
    expect(drawn["range"]).toSatisfy((int: number) => int >= 5 && int < 10)
    expect(drawn["intLater"]).toSatisfy((int: number) => int >= 10 && int < 20)
    expect(drawn["filled"]).toMatch(/^0000[0-9a-f]{8}0000$/)
  })

  test("goes on from invocation to invocation, and does not repeat itself", async () => {
    const { withDurableExecution } = await import("@aws/durable-execution-sdk-js")
    const { DurableTestRunner } = await import("durable-test-runner")
    const drawn: number[] = []
    const handler = withDurableExecution(async (_event: unknown, context) => {
      drawn.push(Math.random())
      await context.wait({ seconds: 1 })
    })
    await new DurableTestRunner(asNeeded).run(handler)
    expect(new Set(drawn).size).toBe(2)
  })
})

describe("SeededRandom", () => {
  test("is spread evenly", () => {
    const random = new SeededRandom("spread")
    const buckets = Array.from({ length: 10 }, () => 0)
    for (let draws = 0; draws < 20_000; draws++) buckets[Math.floor(random.nextFloat() * 10)]!++
    for (const count of buckets) {
      expect(count).toBeGreaterThan(1_800)
      expect(count).toBeLessThan(2_200)
    }
  })

  test("answers 32-bit numbers and well-formed UUIDs", () => {
    const random = new SeededRandom("forms")
    for (let draws = 0; draws < 1_000; draws++) {
      const number = random.nextUint32()
      expect(number).toBe(number >>> 0)
      expect(random.nextUuid()).toMatch(UUID)
    }
  })

  test("never gives the same sequence for two of many seeds", () => {
    const beginnings = new Set<string>()
    for (let seed = 0; seed < 5_000; seed++) {
      const random = new SeededRandom(String(seed))
      beginnings.add(`${random.nextUint32()} ${random.nextUint32()}`)
    }
    expect(beginnings.size).toBe(5_000)
  })

  test("keeps its numbers from release to release, or seeds in failure messages are worthless", () => {
    const random = new SeededRandom("0")
    expect([random.nextUint32(), random.nextFloat(), random.nextUuid()]).toMatchInlineSnapshot(`
      [
        1458500128,
        0.11563976922100172,
        "f1cdd266-489f-453f-9c09-6f0f40af13d6",
      ]
    `)
  })
})
