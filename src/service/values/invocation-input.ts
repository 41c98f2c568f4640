import type { Operation } from "@aws-sdk/client-lambda"

/** The event of an invocation (section 2.2). Timestamps are `Date` objects. */
export interface DurableInvocationInput {
  readonly DurableExecutionArn: string
  readonly CheckpointToken: string
  readonly InitialExecutionState: {
    readonly Operations: Operation[]
    readonly NextMarker?: string
  }
  readonly UpdatedOperationIds: string[]
}
