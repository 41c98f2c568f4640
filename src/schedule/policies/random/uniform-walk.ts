import type { Chooser } from "../../../world/events/chooser.ts"
import type { SeededRandom } from "../../../world/clock/seeded-random.ts"
import { drawBelow } from "./draw.ts"

/**
 * The random walk: of what can happen, anything with the same probability. See Thomson, Donaldson and
 * Betts, "Concurrency Testing Using Controlled Schedulers" (TOPC 2016), where it holds its own against
 * cleverer ones.
 *
 * Uniform it is at each decision, not over whole runs: two events of one chain before the only event
 * of another come in a quarter of the runs, though they are one of three interleavings.
 */
export function uniformWalk(random: SeededRandom): Chooser {
  return { choose: (enabled) => drawBelow(random, enabled.length) }
}
