import type { CheckpointClient } from "./checkpoint-client.ts"

interface InvocationInput {
  readonly DurableExecutionArn: string
  readonly CheckpointToken: string
  readonly InitialExecutionState: object
  readonly UpdatedOperationIds: readonly string[]
}

/**
 * The event of a durable invocation that brings its own checkpoint client. The SDK exports a class
 * of this name and recognises it by name, tag and member, so that the copy of the SDK which the
 * handler uses need not be the one that is found from here. Unlike the SDK's own class it keeps
 * `UpdatedOperationIds`.
 */
export class DurableExecutionInvocationInputWithClient {
  readonly durableExecutionClient: CheckpointClient
  readonly DurableExecutionArn: string
  readonly CheckpointToken: string
  readonly InitialExecutionState: object
  readonly UpdatedOperationIds: readonly string[]

  constructor(input: InvocationInput, client: CheckpointClient) {
    this.durableExecutionClient = client
    this.DurableExecutionArn = input.DurableExecutionArn
    this.CheckpointToken = input.CheckpointToken
    this.InitialExecutionState = input.InitialExecutionState
    this.UpdatedOperationIds = input.UpdatedOperationIds
  }

  get [Symbol.toStringTag](): string {
    return "DurableExecutionInvocationInputWithClient"
  }
}
