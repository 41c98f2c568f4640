import type { ChoiceSpaceOptions } from "../../world/choices/choice-space.ts"

/** The possible choices of a schedule. */
export interface ScheduleSpace extends ChoiceSpaceOptions {
  /** The number of operations in a page of state; undefined means the runner's. */
  readonly pageSize: number | undefined
  /** The number of another sequence of random numbers; absent for that of the seed. */
  readonly draw?: number | undefined
}

/** The same choices, and nothing goes wrong. */
export function withoutFaults(space: ScheduleSpace): ScheduleSpace {
  return { ...space, faults: [], maxFaults: 0 }
}
