import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

/** Looks at one run and nothing else, and says the first thing that must not be. */
export type Invariant = (run: ScheduledRun) => Violation | undefined
