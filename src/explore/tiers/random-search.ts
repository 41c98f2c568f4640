import type { Baseline } from "../oracle/baseline.ts"
import type { ExploreSettings } from "../options/explore-settings.ts"
import { countsForDepth, escapeProbability } from "./probability-bound.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import { nthOfShard, type Shard } from "../report/shard.ts"
import type { Proof } from "../report/verdict.ts"
import { randomPlan, type RandomTier, randomTierOf } from "./random.ts"
import type { Strategy } from "./strategy.ts"

/** Of which depth a verdict tells how probably a bug has escaped. */
const DEPTH = 2

/** Random schedules without end; a plan depends on nothing but its number and the seed. */
export class RandomSearch implements Strategy {
  readonly tier = "random"
  readonly known = undefined
  readonly isComplete = false
  readonly #tier: RandomTier
  readonly #chains: number
  readonly #shard: Shard
  #position = 0
  #countingRuns = 0

  constructor({ space, seed, shard }: ExploreSettings, baseline: Baseline) {
    const drawsAnew = baseline.drawsNumbers
    this.#tier = { ...randomTierOf(seed, space, baseline), drawsAnew }
    this.#chains = baseline.chains
    this.#shard = shard
  }

  /** Undefined where no run says anything of it. */
  get escape(): Extract<Proof, { kind: "sampled" }>["escape"] {
    if (this.#countingRuns === 0) return undefined
    const size = { chains: this.#chains, events: this.#tier.length, depth: DEPTH }
    return { ...size, probability: escapeProbability(size, this.#countingRuns) }
  }

  next(count: number): readonly RunPlan[] {
    return Array.from({ length: count }, () => {
      const index = nthOfShard(this.#position++, this.#shard)
      return randomPlan(index, this.#tier)
    })
  }

  take(plan: RunPlan): void {
    if (countsForDepth(plan, DEPTH)) this.#countingRuns++
  }
}
