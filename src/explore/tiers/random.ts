import { SeededRandom } from "../../world/clock/seeded-random.ts"
import type { Baseline } from "../oracle/baseline.ts"
import { chainLengthsOf } from "../../schedule/policies/random/chain-of.ts"
import type { DeviationWeights } from "../../schedule/policies/random/deviation-weights.ts"
import { drawSwarmWeights } from "../../schedule/policies/random/swarm-weights.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RandomPolicySpec } from "../../schedule/policies/policy-spec.ts"
import type { ScheduleSpace } from "../../schedule/format/schedule-space.ts"

/** What the random runs of one exploration have in common. */
export interface RandomTier {
  readonly seed: number
  readonly space: ScheduleSpace
  /** How many events each chain had in the plain run; see {@link chainLengthsOf}. */
  readonly chainLengths: Readonly<Record<string, number>>
  /** How many decisions the plain run had. */
  readonly length: number
  /** Whether every second run draws other random numbers than the plain run. */
  readonly drawsAnew?: boolean
}

export function randomTierOf(
  seed: number,
  space: ScheduleSpace,
  { events }: Pick<Baseline, "events">,
): RandomTier {
  return { seed, space, chainLengths: chainLengthsOf(events), length: events.length }
}

const ROTATION = ["uniform", "weighted-walk", "priorities-2", "priorities-3", "starve"] as const

/**
 * The `index`-th random run, counted from 0; there is no last one. It depends on nothing but `index` and
 * `tier`, so that it does not matter who makes which run, and in which order.
 *
 * The policies take turns: none of them is the best for every bug. Each run draws its own deviations.
 */
export function randomPlan(index: number, tier: RandomTier): RunPlan {
  const { length } = tier
  const space = drawsAnew(index, tier) ? { ...tier.space, draw: index } : tier.space
  const random = new SeededRandom(`random run ${tier.seed}/${index}`)
  const seed = Math.floor(random.nextFloat() * 2 ** 53)
  const weights = drawSwarmWeights(space, length, random)
  return { space, prefix: [], policy: policyOf(index, { seed, weights }, tier) }
}

/** Each policy has its share of them, as their number is odd. */
function drawsAnew(index: number, tier: RandomTier): boolean {
  return tier.drawsAnew === true && index % 2 === 1
}

function policyOf(
  index: number,
  drawn: { readonly seed: number; readonly weights: DeviationWeights },
  { chainLengths, length }: RandomTier,
): RandomPolicySpec {
  const kind = ROTATION[index % ROTATION.length] ?? ROTATION[0]
  switch (kind) {
    case "uniform":
    case "starve":
      return { kind, ...drawn }
    case "weighted-walk":
      return { kind, ...drawn, chainLengths }
    case "priorities-2":
      return { kind: "priorities", ...drawn, depth: 2, length }
    case "priorities-3":
      return { kind: "priorities", ...drawn, depth: 3, length }
    default:
      return kind satisfies never
  }
}
