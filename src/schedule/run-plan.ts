import type { PolicySpec } from "./policies/policy-spec.ts"
import type { ScheduleSpace } from "./format/schedule-space.ts"

/** One run of a scenario, as data. */
export interface RunPlan {
  readonly space: ScheduleSpace
  readonly prefix: readonly number[]
  readonly policy: PolicySpec
  /** Whether the run says which kinds of options there were at each decision. */
  readonly wantsKinds?: boolean
  /** Whether states are told apart by what bodies have returned too; see `bodyStates`. */
  readonly tellsBodies?: boolean
  /** Whether no invocation suspends. */
  readonly holdsOpen?: boolean
  /** Whether executions that the schedule begins beside that of the test have containers of their own. */
  readonly apart?: boolean
  /** Another time and seed than those of the scenario. */
  readonly surroundings?: Surroundings
  /** What attempts draw in their first run; see `StepBodies`. */
  readonly draws?: Readonly<Record<string, number>>
}

/** When a run begins, and by which seed chance is decided in it. */
export interface Surroundings {
  readonly startTime: number
  readonly seed: string
}
