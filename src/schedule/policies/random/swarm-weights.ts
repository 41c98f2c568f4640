import { type FaultKind, isFaultKind } from "../../../world/events/fault-kind.ts"
import type { ChoiceSpaceOptions } from "../../../world/choices/choice-space.ts"
import type { SeededRandom } from "../../../world/clock/seeded-random.ts"
import type { DeviationKind, DeviationWeights } from "./deviation-weights.ts"
import { drawBelow, drawFrom } from "./draw.ts"

/** Of four runs one has no deviations and one has deviations of a single kind. */
const SHARE_WITHOUT = 1 / 4
const SHARE_OF_ONE_KIND = 1 / 4

/** How many faults a run has on average: rare, once, often. */
const FAULTS_PER_RUN = [0.5, 1, 3] as const

/** A short run has not more of them than decisions. */
const LARGEST_FAULT_RATE = 0.5

/** Some kinds of fault are made rare beside the others. */
const FAULT_PARTS = [0.1, 1] as const

/** How probable anything else is where it can be; few decisions offer it, so that it can be more. */
const SHARES_OF_OTHERS = [0.1, 0.25, 0.5] as const

/**
 * Draws which kinds of deviation a run has, and how often. It is swarm testing (Groce et al., ISSTA
 * 2012): a run that can do everything does a little of everything, and never what needs a lot of one
 * thing and nothing of another, so each run leaves some of it out.
 *
 * Deviation: the paper has each feature in half of the configurations, independently. That would leave
 * runs without any, or with a single one, to chance, and with a dozen kinds to very little of it; they
 * have their fixed shares. Besides which kinds, how often is drawn as well.
 */
export function drawSwarmWeights(
  space: ChoiceSpaceOptions,
  length: number,
  random: SeededRandom,
): DeviationWeights {
  const kinds = drawKinds(kindsIn(space), random)
  const faults = drawFaultWeights(kinds.filter(isFaultKind), length, random)
  const others = kinds.filter((kind) => !isFaultKind(kind))
  const shares = others.map((kind) => [kind, drawFrom(random, SHARES_OF_OTHERS)] as const)
  return Object.fromEntries([...shares, ...faults])
}

/** However many kinds there are, they share the faults of the run. */
function drawFaultWeights(
  kinds: readonly FaultKind[],
  length: number,
  random: SeededRandom,
): (readonly [FaultKind, number])[] {
  const perRun = drawFrom(random, FAULTS_PER_RUN)
  const rate = Math.min(LARGEST_FAULT_RATE, perRun / Math.max(1, length))
  const parts = kinds.map((kind) => [kind, drawFrom(random, FAULT_PARTS)] as const)
  const whole = parts.reduce((sum, [, part]) => sum + part, 0)
  return parts.map(([kind, part]) => [kind, (rate * part) / whole] as const)
}

function drawKinds(
  kinds: readonly DeviationKind[],
  random: SeededRandom,
): readonly DeviationKind[] {
  const share = random.nextFloat()
  if (share < SHARE_WITHOUT) return []
  if (share < SHARE_WITHOUT + SHARE_OF_ONE_KIND) {
    const only = kinds[drawBelow(random, kinds.length)]
    return only === undefined ? [] : [only]
  }
  return kinds.filter(() => drawBelow(random, 2) === 0)
}

function kindsIn({
  early,
  slow,
  latencies,
  coldStarts,
  faults,
  maxFaults,
}: ChoiceSpaceOptions): DeviationKind[] {
  return [
    ...(early ? (["early"] as const) : []),
    ...(slow ? (["postpone"] as const) : []),
    ...(latencies ? (["hurry"] as const) : []),
    ...(coldStarts ? (["cold-start"] as const) : []),
    ...(maxFaults > 0 ? faults : []),
  ]
}
