export { DurableTestRunner } from "./durable-test-runner.ts"
export type { DurableTestRunnerOptions } from "./runner/runner-options.ts"
export type { RunOptions } from "./runner/run-options.ts"
export type { DeliveryOptions, HeartbeatOptions } from "./runner/script-options.ts"
export type { FunctionOptions } from "./runner/register-function.ts"
export type { Duration } from "./runner/duration.ts"
export type { ErrorInput } from "./runner/error-object.ts"
export { Execution } from "./runner/execution.ts"
export type { ExecutionStatus, OperationSelector } from "./runner/execution.ts"
export { InvocationResult } from "./runner/invocation-result.ts"
export { OperationResult } from "./runner/operation-result.ts"
export { StartedExecution } from "./runner/started-execution.ts"
export type {
  CallbackPattern,
  ReceivedCallback,
  Responder,
  ResponderOptions,
} from "./runner/responder.ts"
export { ResponderError } from "./runner/responder-error.ts"
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
} from "./runner/step-double.ts"
export { DoublesNotInstalledError, UnusedDoubleError } from "./runner/double-errors.ts"
export {
  CallbackNotReachedError,
  ExecutionsOpenError,
  ExecutionTakenError,
  NotReachedError,
  WorldBusyError,
} from "./runner/step-by-step-errors.ts"
export type { Attempt } from "./runner/operation-result.ts"
export type { Delivery } from "./runner/delivery.ts"
export type { Chooser, EnabledEvent } from "./simulation/chooser.ts"
export type { ServiceOptions } from "./service/service-options.ts"
export { ServiceError } from "./service/service-errors.ts"

export { DurableTestRunnerError } from "./simulation/errors.ts"
export { FakeTimersError } from "./simulation/globals/fake-timers.ts"
export { HandlerNotWrappedError } from "./simulation/lambda-context.ts"
export {
  EventLimitError,
  FailedInvocationsError,
  InvocationStuckError,
} from "./simulation/world-errors.ts"
export { BlockedExecutionError } from "./runner/blocked-execution-error.ts"
export type { BlockedOn } from "./runner/blocked-execution-error.ts"
export { UnserializableValueError } from "./runner/callback-payload.ts"
export {
  CallbackCannotTimeOutError,
  DeliveryNotRefusedError,
  DeliveryRefusedError,
} from "./runner/delivery-errors.ts"
export { InvalidDurationError } from "./runner/duration.ts"
export {
  InvalidArgumentError,
  OperationNotFoundError,
  RunnerBusyError,
} from "./runner/runner-errors.ts"
export { UnusedScriptError } from "./runner/unused-script-error.ts"

export type {
  CallSite,
  Cause,
  CauseKind,
  Compatibility,
  Divergence,
  HistoryVerdict,
  RecordedOperation,
} from "./runner/replay-verdict.ts"
export type { ReplayCheck } from "./replay/check.ts"
export { exportHistory } from "./replay/history.ts"
export type { RecordedHistory } from "./replay/history.ts"
export {
  IncompatibleHistoriesError,
  ReplayDivergenceError,
  UncontrolledSourceError,
} from "./replay/replay-errors.ts"
export type { CorpusVerdict, NamedHistory } from "./replay/replay-history.ts"
export type { AssertReplayOptions } from "./replay/replay-runner.ts"
export type { UncontrolledKind, UncontrolledSource } from "./replay/uncontrolled.ts"

export { Schedule } from "./explore/schedule.ts"
export type { ScheduleOptions } from "./explore/scheduled-runner.ts"
export type { ScheduleFreedom } from "./explore/schedule.ts"
export { ScheduleDivergedError } from "./explore/schedule-diverged-error.ts"
export type { FaultKind } from "./simulation/fault-kind.ts"
export { explore } from "./explore-handler.ts"
export type { ExploreOptions, Tier, WorkerOptions } from "./explore/explore-options.ts"
export type {
  DefaultInvariant,
  InvariantName,
  OptionalInvariant,
} from "./explore/invariant-name.ts"
export type { Outcome } from "./explore/outcome.ts"
export { always, eventually } from "./explore/predicates.ts"
export type { ExploredState, Predicate } from "./explore/predicates.ts"
export type { Progress, ProgressListener } from "./explore/progress.ts"
export type { Violation } from "./explore/run-report.ts"
export { FailureStoreError } from "./explore/failure-store-error.ts"
export { ExploreModuleError, WorkerFailedError } from "./explore/workers/worker-errors.ts"
export { sometimes } from "./explore/sometimes.ts"
export { ExplorationError, Verdict } from "./explore/verdict.ts"
export type { ExplorationFailure, Proof, TierSummary } from "./explore/verdict.ts"
