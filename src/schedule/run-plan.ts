import type { PolicySpec } from "./policies/policy-spec.ts"
import type { ScheduleSpace } from "./format/schedule-space.ts"

/** One run of a scenario, as data. */
export interface RunPlan {
  readonly space: ScheduleSpace
  readonly prefix: readonly number[]
  readonly policy: PolicySpec
  /** Whether the run says which kinds of options there were at each decision. */
  readonly wantsKinds?: boolean
}
