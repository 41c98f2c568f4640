import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  countsForDepth,
  escapeProbability,
  runsToFind,
  smallestProbability,
} from "../../../src/explore/tiers/probability-bound.ts"
import type { RunPlan } from "../../../src/schedule/run-plan.ts"
import type { PolicySpec } from "../../../src/schedule/policies/policy-spec.ts"
import { FULL_FREEDOM } from "./programs.ts"

const sizeOf = (depth: number) => ({ chains: 4, events: 20, depth })

describe("the bound of runs by priorities", () => {
  test("is what the paper says", () => {
    expect(smallestProbability(sizeOf(1))).toBe(1 / 16)
    expect(smallestProbability(sizeOf(2))).toBe(1 / 320)
    expect(smallestProbability(sizeOf(3))).toBe(1 / 6400)
  })

  test("says how many runs are enough", () => {
    expect(runsToFind(sizeOf(2))).toBe(958)
    expect(runsToFind(sizeOf(3))).toBe(19_172)
    expect(runsToFind(sizeOf(2), 0.5)).toBe(222)
  })

  test("says how probably a bug is still there", () => {
    expect(escapeProbability(sizeOf(2), 0)).toBe(1)
    expect(escapeProbability(sizeOf(2), 1)).toBe(319 / 320)
    expect(escapeProbability(sizeOf(2), 958)).toBeCloseTo(0.0499, 4)
    expect(escapeProbability(sizeOf(3), 958)).toBeCloseTo(0.861, 3)
  })

  test("is certain where there is no choice", () => {
    for (const size of [
      { chains: 1, events: 1, depth: 2 },
      { chains: 0, events: 0, depth: 3 },
    ]) {
      expect(smallestProbability(size)).toBe(1)
      expect(runsToFind(size)).toBe(1)
      expect(escapeProbability(size, 0)).toBe(1)
      expect(escapeProbability(size, 1)).toBe(0)
    }
  })

  test("needs just as many runs as bring the rest below what is allowed", () => {
    const size = fc.record({
      chains: fc.integer({ min: 2, max: 12 }),
      events: fc.integer({ min: 2, max: 60 }),
      depth: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(size, fc.constantFrom(0.5, 0.9, 0.95, 0.99), (bug, confidence) => {
        const runs = runsToFind(bug, confidence)
        expect(escapeProbability(bug, runs)).toBeLessThanOrEqual((1 - confidence) * (1 + 1e-6))
        expect(escapeProbability(bug, runs - 1)).toBeGreaterThan((1 - confidence) * (1 - 1e-6))
      }),
    )
  })
})

describe("a run that counts", () => {
  const planOf = (policy: PolicySpec, prefix: readonly number[] = []): RunPlan => ({
    space: FULL_FREEDOM,
    prefix,
    policy,
  })
  const priorities = { kind: "priorities", seed: 1, depth: 2, length: 20, weights: {} } as const

  test("goes by priorities of that depth, from the beginning, without deviations", () => {
    expect(countsForDepth(planOf(priorities), 2)).toBe(true)
    expect(countsForDepth(planOf({ ...priorities, weights: { crash: 0 } }), 2)).toBe(true)
    expect(countsForDepth(planOf(priorities), 3)).toBe(false)
    expect(countsForDepth(planOf(priorities, [0]), 2)).toBe(false)
    expect(countsForDepth(planOf({ ...priorities, weights: { crash: 0.1 } }), 2)).toBe(false)
  })

  test("is none of another policy", () => {
    expect(countsForDepth(planOf({ kind: "uniform", seed: 1, weights: {} }), 2)).toBe(false)
    expect(countsForDepth(planOf({ kind: "oldest-first" }), 2)).toBe(false)
  })
})
