/* What a test types every day: at most 40 names, which `npm run check:api` counts. */
import "./world/limits/supported-runtime.ts"
export { DurableTestRunner } from "./durable-test-runner.ts"
export { createRunner } from "./create-runner.ts"
export type { TypedRunner } from "./typed-runner.ts"
export { explore } from "./explore-handler.ts"
export type { ExploreOptions } from "./explore/options/explore-options.ts"

export type { DurableTestRunnerOptions } from "./runner/options/runner-options.ts"
export type { RunOptions } from "./runner/run-options.ts"
export type { Scenario } from "./scenario/scenario.ts"
export type { FunctionOptions } from "./runner/register-function.ts"
export type { LambdaHandler } from "./world/invocation/invocation.ts"
export type { Duration } from "./text/duration.ts"

export type { DeliveryOptions, HeartbeatOptions } from "./runner/callbacks/script-options.ts"
export type { ErrorInput } from "./runner/callbacks/error-object.ts"
export type {
  CallbackPattern,
  ReceivedCallback,
  Responder,
  ResponderOptions,
} from "./runner/systems/responder.ts"

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
} from "./runner/doubles/step-double.ts"

export { Execution } from "./runner/results/execution.ts"
export type { ExecutionStatus } from "./runner/results/execution.ts"
export { InvocationResult } from "./runner/results/invocation-result.ts"
export { OperationResult } from "./runner/results/operation-result.ts"
export type { Attempt } from "./runner/results/operation-result.ts"
export type { LogEntry } from "./runner/logs/log-entry.ts"
export type { TimelineOptions } from "./runner/results/timeline-options.ts"
export type { Delivery } from "./runner/results/delivery.ts"
export { StartedExecution } from "./runner/step-by-step/started-execution.ts"

export { BlockedExecutionError } from "./runner/blocked-execution-error.ts"
export { UnusedScriptError } from "./runner/unused-script-error.ts"
export { DurableTestRunnerError } from "./text/errors.ts"
