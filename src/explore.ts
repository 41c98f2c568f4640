export { explore } from "./explore-handler.ts"
export type { ExploreOptions, Tier, WorkerOptions } from "./explore/options/explore-options.ts"
export type { Shard } from "./explore/options/shard.ts"
export type {
  DefaultInvariant,
  InvariantName,
  OptionalInvariant,
} from "./schedule/invariant-name.ts"

export { always, eventually } from "./explore/oracle/predicates.ts"
export type { ExploredState, Predicate } from "./explore/oracle/predicates.ts"
export { sometimes } from "./explore/oracle/sometimes.ts"

export { Verdict } from "./explore/report/verdict.ts"
export type { ExplorationFailure, Proof, TierSummary } from "./explore/report/verdict.ts"
export type { Outcome } from "./explore/oracle/outcome.ts"
export type { Progress, ProgressListener } from "./explore/report/progress.ts"
export type { TraceLine } from "./explore/report/trace-line.ts"
export type { Violation } from "./schedule/run-report.ts"

export { Schedule } from "./schedule/schedule.ts"
export type { ScheduleFreedom } from "./schedule/schedule.ts"
export type { ScheduleOptions } from "./schedule/scheduled-runs.ts"
export type { ChoicePlan } from "./schedule/choice-plan.ts"
export type { FreedomOptions } from "./world/choices/freedom.ts"
export type { Chooser, EnabledEvent } from "./world/events/chooser.ts"
export type { FaultKind } from "./world/events/fault-kind.ts"
