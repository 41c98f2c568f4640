import type { Chooser } from "../../../world/events/chooser.ts"
import type { SeededRandom } from "../../../world/clock/seeded-random.ts"
import { drawBelow } from "./draw.ts"
import { OnlineChains } from "./online-chains.ts"

export interface PriorityWalkOptions {
  /** How many events have to come in an order for the bugs that are looked for. */
  readonly depth: number
  /** How many decisions a run has, by estimate. */
  readonly length: number
}

/**
 * PCTCP (Ozkan et al., "Randomized Testing of Distributed Systems with Probabilistic Guarantees",
 * OOPSLA 2018), which is PCT (Burckhardt et al., ASPLOS 2010) for messages instead of threads: every
 * chain has a random priority, and of what can happen the event of the highest one does. At `depth - 1`
 * random decisions the chain whose turn it is falls behind all the others.
 *
 * For `a1`, then `b`, then `a2` the chain of `a` needs the higher priority, and has to lose it when it
 * comes to `a2`: one change, a bug of depth 2.
 *
 * Deviations: chains are made as {@link OnlineChains} says; only decisions count as events, because
 * where nothing else can happen priorities change nothing; and what a plain run never does is no event
 * here, it has its own probability.
 */
export function priorityWalk(
  { depth, length }: PriorityWalkOptions,
  random: SeededRandom,
): Chooser {
  const chains = new OnlineChains()
  const priorities = new Map<string, number>()
  const changes = Array.from({ length: depth - 1 }, () => drawBelow(random, length))
  let decision = 0
  return {
    choose(enabled) {
      const names = chains.of(enabled)
      for (const name of names) {
        if (!priorities.has(name)) priorities.set(name, random.nextFloat())
      }
      changes.forEach((changesAt, number) => {
        if (changesAt === decision) priorities.set(highestOf(names, priorities), number - depth)
      })
      decision++
      return names.indexOf(highestOf(names, priorities))
    },
  }
}

/** Of two chains with the same priority, the one whose event is older. */
function highestOf(names: readonly string[], priorities: ReadonlyMap<string, number>): string {
  const priorityOf = (name: string): number => priorities.get(name) ?? 0
  return names.reduce((best, name) => (priorityOf(name) > priorityOf(best) ? name : best))
}
