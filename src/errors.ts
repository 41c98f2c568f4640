import "./world/limits/supported-runtime.ts"

export { DurableTestRunnerError } from "./text/errors.ts"

export { BlockedExecutionError } from "./runner/blocked-execution-error.ts"
export type { BlockedOn } from "./runner/blocked-execution-error.ts"
export { UnusedScriptError } from "./runner/unused-script-error.ts"
export { ScriptsLeftError } from "./runner/scripts-left-error.ts"
export { ExecutionFailedError } from "./runner/results/execution-failed-error.ts"
export {
  CallbackCannotTimeOutError,
  DeliveryNotRefusedError,
  DeliveryRefusedError,
} from "./runner/callbacks/delivery-errors.ts"
export { DoublesNotInstalledError, UnusedDoubleError } from "./runner/doubles/double-errors.ts"
export { ResponderError } from "./runner/systems/responder-error.ts"
export {
  CallbackNotReachedError,
  ExecutionsOpenError,
  ExecutionTakenError,
  NotReachedError,
  WorldBusyError,
} from "./runner/step-by-step/step-by-step-errors.ts"
export { OperationNotFoundError, RunnerBusyError } from "./runner/options/runner-errors.ts"
export { ScenarioNotMetError } from "./scenario/expected-outcome.ts"
export { InvalidArgumentError } from "./text/invalid-argument-error.ts"
export { InvalidDurationError } from "./text/duration.ts"
export { UnserializableValueError } from "./text/callback-payload.ts"

export { RealLambdaError } from "./world/globals/lambda/lambda-guard.ts"
export { FakeTimersError } from "./world/globals/time/fake-timers.ts"
export { EventCopiedError } from "./world/invocation/invocation-event.ts"
export { FrozenGlobalsError } from "./world/globals/patch/frozen-globals.ts"
export { HandlerNotWrappedError } from "./world/invocation/lambda-context.ts"
export {
  EventLimitError,
  FailedInvocationsError,
  InvocationStuckError,
  InvokeDepthError,
  RunBudgetError,
} from "./world/driving/world-errors.ts"
export { ServiceError } from "./service/wire/service-errors.ts"

export {
  IncompatibleHistoriesError,
  ReplayDivergenceError,
  UncontrolledSourceError,
} from "./replay/judge/replay-errors.ts"
export { ScheduleDivergedError } from "./schedule/schedule-diverged-error.ts"
export { FailureStoreError } from "./explore/failures/failure-store-error.ts"
export { ExploreModuleError, WorkerFailedError } from "./explore/workers/worker-errors.ts"
export { ExplorationError } from "./explore/report/verdict.ts"
export { RemoteProcessError } from "./remote/remote-errors.ts"
