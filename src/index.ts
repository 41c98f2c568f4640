export { DurableTestRunner } from "./durable-test-runner.ts"
export type { DurableTestRunnerOptions } from "./runner/options/runner-options.ts"
export type { RunOptions } from "./runner/run-options.ts"
export type { DeliveryOptions, HeartbeatOptions } from "./runner/callbacks/script-options.ts"
export type { FunctionOptions } from "./runner/register-function.ts"
export type { Duration } from "./text/duration.ts"
export type { ErrorInput } from "./runner/results/error-object.ts"
export { Execution } from "./runner/results/execution.ts"
export type { ExecutionStatus, OperationSelector } from "./runner/results/execution.ts"
export { InvocationResult } from "./runner/results/invocation-result.ts"
export { OperationResult } from "./runner/results/operation-result.ts"
export { StartedExecution } from "./runner/step-by-step/started-execution.ts"
export type {
  CallbackPattern,
  ReceivedCallback,
  Responder,
  ResponderOptions,
} from "./runner/systems/responder.ts"
export { ResponderError } from "./runner/systems/responder-error.ts"
export type {
  FunctionCall,
  FunctionDoubleHandle,
  FunctionDoubleOptions,
  FunctionMock,
} from "./runner/function-double.ts"
export type {
  InterruptStepOptions,
  StepAttempt,
  StepCall,
  StepDoubleHandle,
  StepDoubleOptions,
  StepMock,
  StepOutcome,
} from "./runner/doubles/step-double.ts"
export { DoublesNotInstalledError, UnusedDoubleError } from "./runner/doubles/double-errors.ts"
export {
  CallbackNotReachedError,
  ExecutionsOpenError,
  ExecutionTakenError,
  NotReachedError,
  WorldBusyError,
} from "./runner/step-by-step/step-by-step-errors.ts"
export type { Attempt } from "./runner/results/operation-result.ts"
export type { Delivery } from "./runner/results/delivery.ts"
export type { Chooser, EnabledEvent } from "./world/events/chooser.ts"
export type { ServiceOptions } from "./service/values/service-options.ts"
export { ServiceError } from "./service/wire/service-errors.ts"

export { DurableTestRunnerError } from "./text/errors.ts"
export { FakeTimersError } from "./world/globals/time/fake-timers.ts"
export { HandlerNotWrappedError } from "./world/invocation/lambda-context.ts"
export {
  EventLimitError,
  FailedInvocationsError,
  InvocationStuckError,
} from "./world/invocation/world-errors.ts"
export { BlockedExecutionError } from "./runner/blocked-execution-error.ts"
export type { BlockedOn } from "./runner/blocked-execution-error.ts"
export { UnserializableValueError } from "./text/callback-payload.ts"
export {
  CallbackCannotTimeOutError,
  DeliveryNotRefusedError,
  DeliveryRefusedError,
} from "./runner/callbacks/delivery-errors.ts"
export { InvalidDurationError } from "./text/duration.ts"
export {
  InvalidArgumentError,
  OperationNotFoundError,
  RunnerBusyError,
} from "./runner/options/runner-errors.ts"
export { UnusedScriptError } from "./runner/callbacks/unused-script-error.ts"

export type {
  CallSite,
  Cause,
  CauseKind,
  Compatibility,
  Divergence,
  HistoryVerdict,
  RecordedOperation,
} from "./runner/results/replay-verdict.ts"
export type { ReplayCheck } from "./replay/judge/check.ts"
export { exportHistory } from "./replay/record/history.ts"
export type { RecordedHistory } from "./replay/record/history.ts"
export {
  IncompatibleHistoriesError,
  ReplayDivergenceError,
  UncontrolledSourceError,
} from "./replay/judge/replay-errors.ts"
export type { CorpusVerdict, NamedHistory } from "./replay/judge/replay-history.ts"
export type { AssertReplayOptions } from "./replay/replay-runner.ts"
export type { UncontrolledKind, UncontrolledSource } from "./replay/judge/uncontrolled.ts"

export type { ChoicePlan } from "./schedule/choice-plan.ts"
export { Schedule } from "./schedule/schedule.ts"
export type { ScheduleOptions } from "./schedule/scheduled-runner.ts"
export type { ScheduleSpace } from "./schedule/format/schedule-space.ts"
export { ScheduleDivergedError } from "./schedule/schedule-diverged-error.ts"
export type { FaultKind } from "./world/events/fault-kind.ts"
export { explore } from "./explore-handler.ts"
export type { ExploreOptions, WorkerOptions } from "./explore/options/explore-options.ts"
export type { Tier } from "./explore/report/tier.ts"
export type {
  DefaultInvariant,
  InvariantName,
  OptionalInvariant,
} from "./explore/invariants/invariant-name.ts"
export type { Outcome } from "./explore/invariants/outcome.ts"
export { always, eventually } from "./explore/invariants/predicates.ts"
export type { ExploredState, Predicate } from "./explore/invariants/predicates.ts"
export type { Progress, ProgressListener } from "./explore/report/progress.ts"
export type { Violation } from "./explore/invariants/violation.ts"
export { FailureStoreError } from "./explore/failures/failure-store-error.ts"
export { ExploreModuleError, WorkerFailedError } from "./explore/workers/worker-errors.ts"
export { sometimes } from "./explore/oracle/sometimes.ts"
export { ExplorationError, Verdict } from "./explore/report/verdict.ts"
export type { ExplorationFailure, Proof, TierSummary } from "./explore/report/verdict.ts"
