import type { Tier } from "../options/explore-options.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport, Violation } from "../../schedule/run-report.ts"

/** A run in which something is wrong. */
export interface Finding {
  readonly violation: Violation
  readonly plan: RunPlan
  readonly report: RunReport
  readonly tier: Tier | "stored"
  /** The number of the run in the whole search, 1 for the first. */
  readonly number: number
}
