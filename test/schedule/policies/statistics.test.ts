import { describe, expect, test } from "vitest"
import { chainLengthsOf } from "../../../src/schedule/policies/random/chain-of.ts"
import { createPolicy } from "../../../src/schedule/policies/create-policy.ts"
import {
  type BugSize,
  runsToFind,
  smallestProbability,
} from "../../../src/explore/tiers/probability-bound.ts"
import { OnlineChains } from "../../../src/schedule/policies/random/online-chains.ts"
import { splitOptions } from "../../../src/schedule/policies/random/split-options.ts"
import { runSchedule } from "../../../src/schedule/run-schedule.ts"
import type { PolicySpec, RandomPolicySpec } from "../../../src/schedule/policies/policy-spec.ts"
import type { Scenario } from "../../../src/schedule/scenario.ts"
import type { DurableTestRunner } from "durable-test-runner"
import { countInterleavings, distanceFromUniform, interleave } from "./interleavings.ts"
import { RANDOM_POLICIES } from "./policies.ts"
import { branches, FULL_FREEDOM, runWith, scenarioOf, threeAtOnce } from "./programs.ts"

// Every number here is drawn with fixed seeds, so that it is the same in every run.
const seedsBelow = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed)

async function observedBy(
  scenario: Scenario<DurableTestRunner>,
  specOf: (seed: number) => PolicySpec,
  seeds: readonly number[],
): Promise<string[]> {
  const seen: string[] = []
  for (const seed of seeds) {
    const { observed } = await runWith(scenario, specOf(seed))
    seen.push((observed as string[]).join(" "))
  }
  return seen
}

async function lengthsIn(scenario: Scenario<DurableTestRunner>): Promise<Record<string, number>> {
  return chainLengthsOf((await runWith(scenario, { kind: "oldest-first" })).events)
}

describe("three steps that run at once", () => {
  test.each(Object.entries(RANDOM_POLICIES))(
    "settle in all orders by %s",
    async (_name, specOf) => {
      const seen = await observedBy(
        scenarioOf(threeAtOnce),
        (seed) => specOf(seed, {}),
        seedsBelow(60),
      )
      expect([...new Set(seen)].toSorted()).toEqual([
        "a b c",
        "a c b",
        "b a c",
        "b c a",
        "c a b",
        "c b a",
      ])
    },
  )
})

describe("the weighted walk", () => {
  const samples = 5000
  const uniformly = (seed: number): RandomPolicySpec => ({ kind: "uniform", seed, weights: {} })
  const weighted =
    (chainLengths: Readonly<Record<string, number>>) =>
    (seed: number): RandomPolicySpec => ({ kind: "weighted-walk", seed, weights: {}, chainLengths })

  test.each([[[4, 2, 1]], [[5, 1]], [[3, 3, 1]]])(
    "is uniform over the interleavings of chains of %j",
    (lengths) => {
      const chainLengths = Object.fromEntries(
        lengths.flatMap((length, chain) =>
          seedsBelow(length).map((step) => [`1-${chain + 1}-${step + 1}`, 1]),
        ),
      )
      const distanceOf = (specOf: (seed: number) => RandomPolicySpec): number => {
        const seen = seedsBelow(samples).map((seed) =>
          interleave(createPolicy(specOf(seed)), lengths),
        )
        return distanceFromUniform(seen, countInterleavings(lengths))
      }
      // What is left of the distance is the noise of so many samples.
      expect(distanceOf(weighted(chainLengths))).toBeLessThan(0.07)
      expect(distanceOf(uniformly)).toBeGreaterThan(0.2)
    },
  )

  test("is nearer to uniform than the plain walk over branches of a handler", async () => {
    const scenario = scenarioOf(branches(["a1", "a2", "a3", "a4"], ["b1"]))
    const chainLengths = await lengthsIn(scenario)
    const distanceOf = async (specOf: (seed: number) => PolicySpec): Promise<number> =>
      distanceFromUniform(await observedBy(scenario, specOf, seedsBelow(200)), 5)
    const [walk, weightedWalk] = [
      await distanceOf(uniformly),
      await distanceOf(weighted(chainLengths)),
    ]
    expect(walk).toBeGreaterThan(0.5)
    expect(weightedWalk).toBeLessThan(0.3)
  })
})

describe("priorities", () => {
  const byPriorities =
    (depth: number, length: number) =>
    (seed: number): RandomPolicySpec => ({ kind: "priorities", seed, weights: {}, depth, length })

  /** The number of the chain, event by event: "010" is the first, the second, the first. */
  const orders = [
    { depth: 1, lengths: [1, 1], bug: "10" },
    { depth: 2, lengths: [2, 1], bug: "010" },
    { depth: 3, lengths: [2, 2], bug: "0101" },
  ]

  test.each(orders)("find an order of depth $depth as often as they must", (planted) => {
    const { depth, lengths, bug } = planted
    const events = lengths.reduce((sum, length) => sum + length, 0)
    const shareAt = (atDepth: number): number => {
      const specOf = byPriorities(atDepth, events)
      const seen = seedsBelow(2000).map((seed) => interleave(createPolicy(specOf(seed)), lengths))
      return seen.filter((order) => order === bug).length / seen.length
    }
    const bound = smallestProbability({ chains: lengths.length, events, depth })
    expect(shareAt(depth)).toBeGreaterThanOrEqual(bound)
    // With fewer changes there is no way to it, so that this is its depth.
    if (depth > 1) expect(shareAt(depth - 1)).toBe(0)
  })

  const handlers = [
    { depth: 2, steps: [["a1", "a2"], ["b1"]], bug: "a1 b1 a2" },
    {
      depth: 3,
      steps: [
        ["a1", "a2"],
        ["b1", "b2"],
      ],
      bug: "a1 b1 a2 b2",
    },
  ]

  test.each(handlers)(
    "find a bug of depth $depth in a handler within the bound",
    async (planted) => {
      const { depth, steps, bug } = planted
      const scenario = scenarioOf(branches(...steps))
      const { chains, events } = await sizeOf(scenario)
      expect(chains).toBe(3)
      const bound = runsToFind({ chains, events, depth })
      for (const start of seedsBelow(20)) {
        let runs = 0
        let seen: string | undefined
        while (seen !== bug && runs < bound) {
          const seed = start * bound + runs++
          ;[seen] = await observedBy(scenario, byPriorities(depth, events), [seed])
        }
        expect(seen).toBe(bug)
      }
    },
  )
})

/** How many chains there are in the plain run, and how many decisions. */
async function sizeOf(scenario: Scenario<DurableTestRunner>): Promise<Omit<BugSize, "depth">> {
  const chains = new OnlineChains()
  const names = new Set<string>()
  const { events } = await runSchedule(
    scenario,
    { space: FULL_FREEDOM, prefix: [], policy: { kind: "oldest-first" } },
    {
      see: ({ options }) => {
        const { plain } = splitOptions(options)
        for (const name of chains.of(plain.map(({ event }) => event))) names.add(name)
      },
    },
  )
  return { chains: names.size, events: events.length }
}
