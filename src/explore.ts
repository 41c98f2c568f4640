import "./world/limits/supported-runtime.ts"

export { explore } from "./explore-handler.ts"
export type { ExploreOptions, WorkerOptions } from "./explore/options/explore-options.ts"
export type { Tier } from "./explore/report/tier.ts"
export type { Shard } from "./explore/report/shard.ts"
export type {
  DefaultInvariant,
  InvariantName,
  OptionalInvariant,
} from "./explore/invariants/invariant-name.ts"

export { always, eventually } from "./explore/invariants/predicates.ts"
export type { ExploredState, Predicate } from "./explore/invariants/predicates.ts"
export { sometimes } from "./explore/oracle/sometimes.ts"

export { Verdict } from "./explore/report/verdict.ts"
export type { ExplorationFailure, Proof, TierSummary } from "./explore/report/verdict.ts"
export type { UncontrolledIo } from "./explore/invariants/uncontrolled-io.ts"
export type { BodyFailure, LegalOutcome } from "./explore/report/ways-to-end.ts"
export type { EventIdentity } from "./world/events/event-subject.ts"
export type { Outcome } from "./explore/invariants/outcome.ts"
export type { Progress, ProgressListener } from "./explore/report/progress.ts"
export type { TraceLine } from "./explore/report/trace-line.ts"
export type { Violation } from "./explore/invariants/violation.ts"

export { Schedule } from "./schedule/schedule.ts"
export type { ScheduleSpace } from "./schedule/format/schedule-space.ts"
export type { ScheduleOptions } from "./schedule/scheduled-runs.ts"
export type { ChoicePlan } from "./schedule/choice-plan.ts"
export type { ChoiceSpaceOptions } from "./world/choices/choice-space.ts"
export type { Chooser, EnabledEvent } from "./world/events/chooser.ts"
export type { FaultKind } from "./world/events/fault-kind.ts"
