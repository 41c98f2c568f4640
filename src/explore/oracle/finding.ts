import type { Divergence } from "../../runner/results/replay-verdict.ts"
import type { Tier } from "../report/tier.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport } from "./run-report.ts"
import type { UncontrolledIo } from "../invariants/uncontrolled-io.ts"
import type { Violation } from "../invariants/violation.ts"

/**
 * The first run of a search with a violation, before it is shrunk.
 *
 * One word for each stage:
 *
 * - a *violation* is an invariant that one run breaks (`invariants/violation.ts`);
 * - a *finding* is the first run of a search that has a violation, as it was found;
 * - a *failure* is a finding that was shrunk, explained and stored: what a verdict shows, what is replayed
 *   and what the next exploration tries first (`report/verdict.ts`, `failures/`).
 */
export interface Finding {
  readonly violation: Violation
  readonly plan: RunPlan
  readonly report: RunReport
  readonly tier: Tier | "stored"
  /** The number of the run in the whole search, 1 for the first. */
  readonly number: number
  /** Where real I/O made two runs of its schedule differ: then it is no violation that could be told. */
  readonly uncontrolled?: UncontrolledIo
  /** Where a replay goes another way, if that is how it was found. */
  readonly divergence?: Divergence
}
