import type { Tier } from "./explore-options.ts"
import type { RunPlan } from "./run-plan.ts"
import type { RunReport, Violation } from "./run-report.ts"

/** A run in which something is wrong. */
export interface Finding {
  readonly violation: Violation
  readonly plan: RunPlan
  readonly report: RunReport
  readonly tier: Tier | "stored"
  /** The number of the run in the whole search, 1 for the first. */
  readonly number: number
}
