import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { drawBelow, drawByWeight, drawFrom } from "../../../src/schedule/policies/random/draw.ts"
import { SeededRandom } from "../../../src/world/clock/seeded-random.ts"

describe("drawing", () => {
  test("gives whole numbers below the count", () => {
    const random = new SeededRandom("below")
    const drawn = Array.from({ length: 100 }, () => drawBelow(random, 3))
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2]))
    expect(drawFrom(random, ["a"])).toBe("a")
  })

  test("by weight is in proportion, and never what has none", () => {
    const random = new SeededRandom("weights")
    const counts = [0, 0, 0, 0]
    for (let draw = 0; draw < 4000; draw++) counts[drawByWeight(random, [0, 1, 3, 0])]! += 1
    expect(counts[0]! + counts[3]!).toBe(0)
    expect(counts[2]! / 4000).toBeCloseTo(0.75, 1)
  })

  test("by weight draws something that has a weight, whatever the weights are", () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(weights, fc.string(), (list, seed) => {
        fc.pre(list.some((weight) => weight > 0))
        expect(list[drawByWeight(new SeededRandom(seed), list)]).toBeGreaterThan(0)
      }),
    )
  })
})
