import type { Chooser } from "../../../world/events/chooser.ts"
import type { SeededRandom } from "../../../world/clock/seeded-random.ts"
import { chainOf, scopesOf } from "./chain-of.ts"
import { drawByWeight } from "./draw.ts"

/**
 * URW, the walk that is uniform over interleavings (Zhao et al., "Selectively Uniform Concurrency
 * Testing", ASPLOS 2025): who goes on is drawn in proportion to how many events it has left. With three
 * events in one chain and one in another, the first goes on with 3/4; whichever place the one event
 * takes, the interleaving has 1/4.
 *
 * Deviations: the paper counts the events of threads, which a durable handler has none of. Here the
 * contexts are the threads, one inside the other: the walk chooses between the operations of the
 * outermost context, by all that is left inside each of them, then between those of the one that was
 * chosen, and so on. Operations that follow each other are never enabled at once, so nothing is
 * to be known of which run in parallel. The counts come from one run and are estimates for another; who
 * can go on has at least one event left.
 */
export function weightedWalk(
  chainLengths: Readonly<Record<string, number>>,
  random: SeededRandom,
): Chooser {
  const left = new EventsLeft(chainLengths)
  return {
    choose(enabled) {
      const paths = enabled.map((event) => scopesOf(chainOf(event)))
      const index = drawPath(paths, left, random)
      left.happened(paths[index] ?? [])
      return index
    },
  }
}

function drawPath(
  paths: readonly (readonly string[])[],
  left: EventsLeft,
  random: SeededRandom,
): number {
  const depth = Math.max(...paths.map(({ length }) => length))
  let candidates = paths.map((path, index) => ({ path, index }))
  for (let level = 0; level < depth && candidates.length > 1; level++) {
    const groups = Map.groupBy(candidates, ({ path }) => path[level] ?? path.at(-1) ?? "")
    const scopes = [...groups.keys()]
    const drawn = drawByWeight(
      random,
      scopes.map((scope) => left.of(scope)),
    )
    candidates = groups.get(scopes[drawn] ?? "") ?? candidates
  }
  // What is left is of one chain: the oldest comes first.
  return candidates[0]?.index ?? 0
}

/** How many events there are still to come, by chain and by what the chains are part of. */
class EventsLeft {
  readonly #counts: Map<string, number> = new Map()

  constructor(chainLengths: Readonly<Record<string, number>>) {
    for (const [chain, length] of Object.entries(chainLengths)) this.#add(scopesOf(chain), length)
  }

  of(scope: string): number {
    return Math.max(1, this.#counts.get(scope) ?? 0)
  }

  happened(path: readonly string[]): void {
    this.#add(path, -1)
  }

  #add(path: readonly string[], count: number): void {
    for (const scope of path) {
      this.#counts.set(scope, Math.max(0, (this.#counts.get(scope) ?? 0) + count))
    }
  }
}
