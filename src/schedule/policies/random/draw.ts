import type { SeededRandom } from "../../../world/clock/seeded-random.ts"

/** A whole number from 0 to `count - 1`. */
export function drawBelow(random: SeededRandom, count: number): number {
  return Math.floor(random.nextFloat() * count)
}

export function drawFrom<T>(random: SeededRandom, values: readonly [T, ...T[]]): T {
  return values[drawBelow(random, values.length)] ?? values[0]
}

/** The number of a weight, with a probability in proportion to it. */
export function drawByWeight(random: SeededRandom, weights: readonly number[]): number {
  let point = random.nextFloat() * weights.reduce((sum, weight) => sum + weight, 0)
  const drawn = weights.findIndex((weight) => {
    point -= weight
    return point < 0
  })
  // Rounding can leave a little of the last weight.
  return drawn < 0 ? weights.findLastIndex((weight) => weight > 0) : drawn
}
