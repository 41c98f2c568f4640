import { expect, test } from "vitest"
import { createPolicy } from "../../../src/schedule/policies/create-policy.ts"
import { reply, settle } from "./enabled-events.ts"
import { interleave } from "./interleavings.ts"

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed)
const starving = (seed: number) => createPolicy({ kind: "starve", seed, weights: {} })

test("one chain waits until all others are done, and each is the one at some time", () => {
  const orders = SEEDS.map((seed) => interleave(starving(seed), [3, 3, 3]))
  const victims = orders.map((order) => order.slice(-3))
  expect(new Set(victims)).toEqual(new Set(["000", "111", "222"]))
  // The others are drawn from.
  expect(new Set(orders.map((order) => order.slice(0, 6))).size).toBeGreaterThan(10)
})

test("a chain that appears later may be the one", () => {
  const chosen = SEEDS.map((seed) => {
    const policy = starving(seed)
    policy.choose([settle("1"), settle("2")])
    return [1, 2, 3, 4, 5, 6].map(() => policy.choose([settle("1"), settle("2"), reply]))
  })
  for (const option of [0, 1, 2]) {
    const without = chosen.filter((choices) => !choices.includes(option))
    // Each with one third; six draws from two leave one of them out in one of 32.
    expect(without.length).toBeGreaterThan(10)
    expect(without.length).toBeLessThan(26)
  }
})

test("the one goes on if nothing else can", () => {
  for (const seed of SEEDS) {
    const policy = starving(seed)
    policy.choose([settle("1"), settle("2")])
    expect(policy.choose([settle("1")])).toBe(0)
    expect(policy.choose([settle("2")])).toBe(0)
  }
})
