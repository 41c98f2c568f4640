import type { Chooser } from "../../../src/world/events/chooser.ts"
import { settle } from "./enabled-events.ts"

/** Lets a policy interleave chains of which each is always ready; answers with the number of the chain, event by event. */
export function interleave(policy: Chooser, lengths: readonly number[]): string {
  const done = lengths.map(() => 0)
  let order = ""
  for (;;) {
    const ready = lengths.flatMap((length, chain) => ((done[chain] ?? 0) < length ? [chain] : []))
    if (ready.length === 0) return order
    const enabled = ready.map((chain) => settle(`1-${chain + 1}-${(done[chain] ?? 0) + 1}`))
    const chosen = ready[policy.choose(enabled)]!
    done[chosen]! += 1
    order += chosen
  }
}

/** How many interleavings there are: the multinomial coefficient. */
export function countInterleavings(lengths: readonly number[]): number {
  let count = 1
  let total = 0
  for (const length of lengths) {
    for (let index = 1; index <= length; index++) count = (count * ++total) / index
  }
  return count
}

/**
 * How far what was seen is from the uniform distribution over so many outcomes, from 0 to 1: the total
 * variation distance, half the sum of all differences.
 */
export function distanceFromUniform(seen: readonly string[], outcomes: number): number {
  const counts = new Map<string, number>()
  for (const outcome of seen) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  let sum = (outcomes - counts.size) / outcomes
  for (const count of counts.values()) sum += Math.abs(count / seen.length - 1 / outcomes)
  return sum / 2
}
