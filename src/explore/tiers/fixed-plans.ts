import type { Tier } from "../report/tier.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { Strategy } from "./strategy.ts"

/** Runs that are known beforehand. */
export class FixedPlans implements Strategy {
  readonly tier: Tier
  readonly known = undefined
  readonly #plans: RunPlan[]

  constructor(tier: Tier, plans: readonly RunPlan[]) {
    this.tier = tier
    this.#plans = [...plans]
  }

  get isComplete(): boolean {
    return this.#plans.length === 0
  }

  get pending(): number {
    return this.#plans.length
  }

  next(count: number): readonly RunPlan[] {
    return this.#plans.splice(0, count)
  }

  take(): void {}
}
