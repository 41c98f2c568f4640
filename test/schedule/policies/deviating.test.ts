import { describe, expect, test } from "vitest"
import { deviating } from "../../../src/schedule/policies/random/deviating.ts"
import type { DeviationWeights } from "../../../src/schedule/policies/random/deviation-weights.ts"
import { type EnabledEvent, oldestFirst } from "../../../src/world/events/chooser.ts"
import { SeededRandom } from "../../../src/world/clock/seeded-random.ts"
import { enabledEvent, reply, settle } from "./enabled-events.ts"

const DRAWS = 10_000

/** How often each option is chosen, of one. */
function sharesOf(enabled: readonly EnabledEvent[], weights: DeviationWeights): number[] {
  const policy = deviating(oldestFirst, weights, new SeededRandom("deviations"))
  const counts = enabled.map(() => 0)
  for (let draw = 0; draw < DRAWS; draw++) counts[policy.choose(enabled)]! += 1
  return counts.map((count) => Math.round((count / DRAWS) * 20) / 20)
}

const crash = enabledEvent("crash", "crash of f")
const throttle = enabledEvent("throttle", "throttle of f")
const early = enabledEvent("delivery", 'completeCallback("a")', 999)

describe("a deviation", () => {
  test("is as probable as its weight", () => {
    expect(sharesOf([reply, crash, throttle], { crash: 0.1, throttle: 0.3 })).toEqual([
      0.6, 0.1, 0.3,
    ])
    expect(sharesOf([reply, early, crash], { early: 0.2 })).toEqual([0.8, 0.2, 0])
  })

  test("shares its weight with others of its kind", () => {
    const another = enabledEvent("crash", "crash of g")
    expect(sharesOf([reply, crash, another], { crash: 0.2 })).toEqual([0.8, 0.1, 0.1])
  })

  test("leaves half of the decisions to what happens by itself, whatever its weight", () => {
    expect(sharesOf([reply, crash], { crash: 1 })).toEqual([0.5, 0.5])
    expect(sharesOf([reply, crash, throttle], { crash: 1, throttle: 1 })).toEqual([0.5, 0.25, 0.25])
  })

  test("does not happen without a weight", () => {
    expect(sharesOf([reply, crash, throttle], {})).toEqual([1, 0, 0])
    expect(sharesOf([reply, crash, throttle], { crash: 0 })).toEqual([1, 0, 0])
  })
})

test("what is plain is chosen by the order, which sees nothing else", () => {
  const asked: (readonly EnabledEvent[])[] = []
  const order = {
    choose: (enabled: readonly EnabledEvent[]) => {
      asked.push(enabled)
      return enabled.length - 1
    },
  }
  const policy = deviating(order, {}, new SeededRandom("order"))
  expect(policy.choose([settle("1"), reply, early, crash])).toBe(1)
  expect(asked).toEqual([[settle("1"), reply]])
})
