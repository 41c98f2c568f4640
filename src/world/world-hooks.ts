import type { CheckpointDurableExecutionResponse } from "@aws-sdk/client-lambda"
import type { StepBodyInterceptor } from "./invocation/instrumentation.ts"
import type { Invocation } from "./invocation/invocation.ts"

/** What a world asks and tells whoever has set it up. */
export interface WorldHooks {
  /** Whether code that belongs to no invocation is at work: an external system. */
  readonly isBusyOutside: () => boolean
  readonly onServiceChange: () => void
  /** A durable function is about to be invoked. What it throws ends the drive. */
  readonly onInvoke: (durableExecutionArn: string) => void
  readonly onInvocationEnd: (invocation: Invocation) => void
  /** Code inside has come to a place that somebody wants to know of. */
  readonly onMark: (name: string, condition: boolean) => void
  /** The service has refused a request. */
  readonly onRefusal: (invocation: Invocation, error: unknown) => void
  /** The service has accepted a checkpoint, and the SDK has not been told yet. */
  readonly onCheckpoint: (
    invocation: Invocation,
    request: object,
    response: CheckpointDurableExecutionResponse,
  ) => void
  readonly interceptor: StepBodyInterceptor | undefined
}

const nothing = (): void => {}

export const NO_HOOKS: WorldHooks = {
  isBusyOutside: () => false,
  onServiceChange: nothing,
  onInvoke: nothing,
  onInvocationEnd: nothing,
  onMark: nothing,
  onRefusal: nothing,
  onCheckpoint: nothing,
  interceptor: undefined,
}
