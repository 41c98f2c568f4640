import { DurableTestRunnerError } from "../../text/errors.ts"
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
 * `UpdatedOperationIds`, and its client is no part of what is copied, printed or cloned: that has the
 * members that Lambda's own event has.
 */
export class DurableExecutionInvocationInputWithClient {
  declare readonly durableExecutionClient: CheckpointClient
  readonly DurableExecutionArn: string
  readonly CheckpointToken: string
  readonly InitialExecutionState: object
  readonly UpdatedOperationIds: readonly string[]

  /** @param takeClient is called when somebody asks the event for its client, as the SDK does first. */
  constructor(input: InvocationInput, takeClient: () => CheckpointClient) {
    this.DurableExecutionArn = input.DurableExecutionArn
    this.CheckpointToken = input.CheckpointToken
    this.InitialExecutionState = input.InitialExecutionState
    this.UpdatedOperationIds = input.UpdatedOperationIds
    Object.defineProperty(this, "durableExecutionClient", { configurable: true, get: takeClient })
  }

  get [Symbol.toStringTag](): string {
    return "DurableExecutionInvocationInputWithClient"
  }
}

/** The SDK received a copy of the event, and would call AWS. */
export class EventCopiedError extends DurableTestRunnerError {
  override readonly name = "EventCopiedError"

  /** @internal */
  constructor(functionName: string) {
    super(
      "EVENT_COPIED",
      `Failed to run "${functionName}": the handler got a copy of the invocation's event, so it would call ` +
        "AWS instead of the simulated service. Something between the runner and withDurableExecution copies " +
        "the event, such as a wrapper that calls inner({ ...event }, context), structuredClone or JSON. " +
        "Hand the event on as it is: inner(event, context). A wrapper may change its members in place.",
    )
  }
}
