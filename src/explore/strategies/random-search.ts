import type { Baseline } from "../baseline.ts"
import type { ExploreSettings } from "../explore-settings.ts"
import type { RunPlan } from "../run-plan.ts"
import type { Proof } from "../verdict.ts"
import type { Strategy } from "./strategy.ts"

/** Random schedules without end; the plans depend on nothing but the seed. */
export class RandomSearch implements Strategy {
  readonly tier = "random"
  readonly known = undefined
  readonly isComplete = false
  readonly #settings: ExploreSettings
  #index: number

  constructor(settings: ExploreSettings, _baseline: Baseline | undefined) {
    this.#settings = settings
    this.#index = settings.shard.index
  }

  get escape(): Extract<Proof, { kind: "sampled" }>["escape"] {
    return undefined
  }

  next(count: number): readonly RunPlan[] {
    const { freedom, seed, shard } = this.#settings
    return Array.from({ length: count }, (): RunPlan => {
      const index = this.#index
      this.#index += shard.count
      return {
        freedom,
        prefix: [],
        policy: { kind: "uniform", seed: seed + index, faultRate: 0.1 },
      }
    })
  }

  take(): void {}
}
