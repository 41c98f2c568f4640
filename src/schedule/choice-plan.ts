import type { Chooser } from "../world/events/chooser.ts"
import type { ScheduleSpace } from "./format/schedule-space.ts"

/** What decides a run as a schedule does, by something else than the numbers of its choices. */
export interface ChoicePlan {
  /** What can be chosen. */
  readonly space: ScheduleSpace
  /** Makes the chooser of one run; one that remembers something begins anew. */
  createChooser(): Chooser
}
