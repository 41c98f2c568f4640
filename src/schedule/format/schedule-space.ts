import type { ChoiceSpaceOptions } from "../../world/choices/choice-space.ts"

/** What the choices of a schedule are chosen from. */
export interface ScheduleSpace extends ChoiceSpaceOptions {
  /** How many operations a page of state holds; undefined is the runner's own. */
  readonly pageSize: number | undefined
  /** Which of other sequences of random numbers the run draws; absent for those of the seed. */
  readonly draw?: number | undefined
}

/** The same choices, and nothing goes wrong. */
export function withoutFaults(space: ScheduleSpace): ScheduleSpace {
  return { ...space, faults: [], maxFaults: 0 }
}
