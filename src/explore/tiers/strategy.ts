import type { Tier } from "../report/tier.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport } from "../oracle/run-report.ts"

/** One way to search through schedules. It says what to run next, and learns what came of it. */
export interface Strategy {
  readonly tier: Tier
  /** The states from which everything is known already, if runs may end where they come to one. */
  readonly known: ReadonlySet<string> | undefined
  /** Whether everything has been run that there is for this strategy. */
  readonly isComplete: boolean
  /** How many runs are known to be left; these may lead to others. Absent where there is no end. */
  readonly pending?: number
  /** At most `count` plans, none of which depends on another; none at all if the search is complete. */
  next(count: number): readonly RunPlan[]
  /** In the order of the plans. */
  take(plan: RunPlan, report: RunReport): void
}
