import type { ErrorInput } from "../runner/callbacks/error-object.ts"
import type { DeliveryOptions, HeartbeatOptions } from "../runner/callbacks/script-options.ts"
import type {
  InterruptStepOptions,
  StepDoubleOptions,
  StepMock,
} from "../runner/doubles/step-double.ts"
import type { FunctionDoubleOptions, FunctionMock } from "../runner/function-double.ts"
import type { Duration } from "../text/duration.ts"

/** The methods of a runner that a scenario calls. */
export interface ScenarioTarget {
  completeCallback(name: string | RegExp, value?: unknown, options?: DeliveryOptions): void
  failCallback(name: string | RegExp, error?: ErrorInput, options?: DeliveryOptions): void
  heartbeatCallback(name: string | RegExp, options?: HeartbeatOptions): void
  timeoutCallback(name: string | RegExp, options?: DeliveryOptions): void
  mockStep(name: string | RegExp, mock: StepMock, options?: StepDoubleOptions): unknown
  failStep(name: string | RegExp, error: Error | string, options?: StepDoubleOptions): unknown
  delayStep(name: string | RegExp, duration: Duration, options?: StepDoubleOptions): unknown
  interruptStep(name: string | RegExp, options?: InterruptStepOptions): unknown
  mockFunction(name: string, mock: FunctionMock, options?: FunctionDoubleOptions): unknown
}

/** One call of a runner that a scenario stands for. */
export type ScenarioCall = (runner: ScenarioTarget) => void
