import type { Chooser } from "../world/events/chooser.ts"
import type { ScheduleSpace } from "./format/schedule-space.ts"

/** Decides a run like a schedule, but not by a list of numbers. */
export interface ChoicePlan {
  /** The possible choices. */
  readonly space: ScheduleSpace
  /** Makes the chooser of one run, with fresh state. */
  createChooser(): Chooser
}
