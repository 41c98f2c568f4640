import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { hasDeviations } from "../../../src/schedule/policies/random/deviation-weights.ts"
import { drawSwarmWeights } from "../../../src/schedule/policies/random/swarm-weights.ts"
import type { RandomPolicySpec } from "../../../src/schedule/policies/policy-spec.ts"
import { type RandomTier, randomPlan } from "../../../src/explore/tiers/random.ts"
import { FAULT_KINDS, USUAL_FAULTS } from "../../../src/world/events/fault-kind.ts"
import { SeededRandom } from "../../../src/world/clock/seeded-random.ts"
import { FULL_FREEDOM } from "./programs.ts"

const TIER: RandomTier = {
  seed: 7,
  space: FULL_FREEDOM,
  chainLengths: { "1": 1, replies: 2 },
  length: 12,
}

function policyAt(index: number, tier: RandomTier = TIER): RandomPolicySpec {
  return randomPlan(index, tier).policy as RandomPolicySpec
}

const FIRST_THOUSAND = Array.from({ length: 1000 }, (_, index) => policyAt(index))

describe("the random runs", () => {
  test("take turns", () => {
    const turns = FIRST_THOUSAND.slice(0, 10).map((policy) =>
      policy.kind === "priorities" ? `${policy.kind} ${policy.depth}` : policy.kind,
    )
    expect(turns.slice(0, 5)).toEqual([
      "uniform",
      "weighted-walk",
      "priorities 2",
      "priorities 3",
      "starve",
    ])
    expect(turns.slice(5)).toEqual(turns.slice(0, 5))
  })

  test("know what the plain run was like", () => {
    expect(policyAt(1)).toMatchObject({ chainLengths: TIER.chainLengths })
    expect(policyAt(2)).toMatchObject({ length: TIER.length })
    expect(randomPlan(0, TIER)).toMatchObject({ space: FULL_FREEDOM, prefix: [] })
  })

  test("are the same whoever makes them, and in which order", () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat()), fc.nat(), (seed, others, index) => {
        const tier = { ...TIER, seed }
        const alone = randomPlan(index, tier)
        for (const other of others) randomPlan(other, tier)
        expect(randomPlan(index, tier)).toEqual(alone)
      }),
    )
  })

  test("can be sent to another thread", () => {
    for (const policy of FIRST_THOUSAND.slice(0, 5)) {
      expect(structuredClone(policy)).toEqual(policy)
    }
  })

  test("have a seed each", () => {
    const seeds = new Set(FIRST_THOUSAND.map(({ seed }) => seed))
    expect(seeds.size).toBe(1000)
    expect(FIRST_THOUSAND.every(({ seed }) => Number.isSafeInteger(seed))).toBe(true)
    expect(policyAt(0, { ...TIER, seed: 8 }).seed).not.toBe(policyAt(0).seed)
  })
})

describe("what goes wrong in a run", () => {
  const weights = FIRST_THOUSAND.map((policy) => policy.weights)

  test("is nothing in one of four, and of one kind in another", () => {
    const numbers = weights.map((weight) => Object.keys(weight).length)
    const shareOf = (count: number): number => numbers.filter((n) => n === count).length / 1000
    expect(shareOf(0)).toBeCloseTo(0.25, 1)
    expect(shareOf(1)).toBeCloseTo(0.25, 1)
    expect(Math.max(...numbers)).toBeGreaterThan(6)
  })

  test("is each kind alone at some time", () => {
    const alone = weights.map((weight) => Object.keys(weight)).filter(({ length }) => length === 1)
    expect(new Set(alone.flat())).toEqual(
      new Set(["early", "postpone", "cold-start", ...USUAL_FAULTS]),
    )
  })

  test("is only what may", () => {
    const none = { ...FULL_FREEDOM, early: false, slow: false, coldStarts: false }
    for (const [space, kinds] of [
      [{ ...none, faults: ["crash"] as const }, ["crash"]],
      [{ ...none, maxFaults: 0 }, []],
      [{ ...none, early: true, maxFaults: 0 }, ["early"]],
      [{ ...none, slow: true, coldStarts: true, faults: [] }, ["postpone", "cold-start"]],
    ] as const) {
      const drawn = FIRST_THOUSAND.map((_, index) =>
        Object.keys(policyAt(index, { ...TIER, space }).weights),
      )
      expect(new Set(drawn.flat())).toEqual(new Set(kinds))
    }
  })

  test("is a few faults in a run, however many kinds there are", () => {
    const averages = weights.flatMap((weight) => {
      const faults = FAULT_KINDS.map((kind) => weight[kind] ?? 0)
      const rate = faults.reduce((sum, one) => sum + one, 0)
      return rate === 0 ? [] : [Math.round(rate * TIER.length * 1000) / 1000]
    })
    expect(new Set(averages)).toEqual(new Set([0.5, 1, 3]))
  })

  test("is probable enough to happen, and no certainty, however long a run is", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(10_000), (seed, length) => {
        const drawn = drawSwarmWeights(FULL_FREEDOM, length, new SeededRandom(seed))
        for (const weight of Object.values(drawn)) {
          expect(weight).toBeGreaterThan(0)
          expect(weight).toBeLessThan(1)
        }
        expect(hasDeviations(drawn)).toBe(Object.keys(drawn).length > 0)
      }),
    )
  })
})
