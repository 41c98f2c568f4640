import type { Chooser } from "../../../world/events/chooser.ts"
import type { SeededRandom } from "../../../world/clock/seeded-random.ts"
import type { DeviationWeights } from "./deviation-weights.ts"
import { drawByWeight } from "./draw.ts"
import { type DeviationOption, splitOptions } from "./split-options.ts"

/** However probable deviations are, a run must get on: a crash after every crash would never end. */
const LARGEST_SHARE = 0.5

/** As `order` says among the plain options; and now and then a deviation, by its weight. */
export function deviating(
  order: Chooser,
  weights: DeviationWeights,
  random: SeededRandom,
): Chooser {
  return {
    choose(enabled) {
      const { plain, deviations } = splitOptions(enabled)
      const deviation = drawDeviation(deviations, weights, random)
      if (deviation !== undefined) return deviation.index
      return plain[order.choose(plain.map(({ event }) => event))]?.index ?? 0
    },
  }
}

/** Several options of one kind share its weight, so that two invocations do not crash twice as often. */
function drawDeviation(
  options: readonly DeviationOption[],
  weights: DeviationWeights,
  random: SeededRandom,
): DeviationOption | undefined {
  const possible = options.filter(({ kind }) => (weights[kind] ?? 0) > 0)
  if (possible.length === 0) return undefined
  const shares = possible.map(({ kind }) => {
    const alike = possible.filter((option) => option.kind === kind).length
    return (weights[kind] ?? 0) / alike
  })
  const total = shares.reduce((sum, share) => sum + share, 0)
  const isDrawn = random.nextFloat() < Math.min(total, LARGEST_SHARE)
  return isDrawn ? possible[drawByWeight(random, shares)] : undefined
}
