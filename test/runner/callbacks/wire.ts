import {
  type CheckpointDurableExecutionResponse,
  type DurableExecutionClient,
  type DurableExecutionInvocationInput,
  DurableExecutionInvocationInputWithClient,
  type DurableLambdaHandler,
  type OperationUpdate,
  type WireOperation,
} from "@aws/durable-execution-sdk-js"

/** What one invocation of a handler has exchanged with the service. */
interface WireInvocation {
  /** The state that its event brought, without the execution itself. */
  readonly state: readonly WireOperation[]
  /** The updates of each checkpoint in the order of sending; an empty list is a poll. */
  readonly checkpoints: (readonly OperationUpdate[])[]
}

/** Ways to come between the SDK and the service. Invocations are numbered from 1. */
export interface Interference {
  /** Replaces an operation wherever the service tells of one: in events and in answers. */
  readonly tell?: (operation: WireOperation, invocation: number) => WireOperation
  /** Sees the updates of a checkpoint before the service does. */
  readonly sending?: (updates: readonly OperationUpdate[], invocation: number) => void
  /** Sees them when the service has stored them, and the SDK does not know it yet. */
  readonly sent?: (updates: readonly OperationUpdate[], invocation: number) => void
}

export interface TappedHandler {
  readonly handler: DurableLambdaHandler
  readonly invocations: readonly WireInvocation[]
  /** Every update of every invocation, as `CALLBACK START`. */
  readonly actions: () => string[]
}

/** Wraps `handler` so that a test sees what goes over the wire, and may change it. */
export function tap(handler: DurableLambdaHandler, interference: Interference = {}): TappedHandler {
  const { tell = (operation) => operation, sending = () => {}, sent = () => {} } = interference
  const invocations: WireInvocation[] = []

  function clientOf(client: DurableExecutionClient, log: WireInvocation): DurableExecutionClient {
    const number = invocations.length
    const retell = (operations: readonly WireOperation[] = []): WireOperation[] =>
      operations.map((operation) => tell(operation, number))
    return {
      getExecutionState: (request, logger) => client.getExecutionState(request, logger),
      async checkpoint(request, logger): Promise<CheckpointDurableExecutionResponse> {
        const updates = request.Updates ?? []
        log.checkpoints.push(updates)
        sending(updates, number)
        const answer = await client.checkpoint(request, logger)
        sent(updates, number)
        const Operations = retell(answer.NewExecutionState?.Operations)
        return { ...answer, NewExecutionState: { Operations } }
      },
    }
  }

  function tapped(event: DurableExecutionInvocationInput): DurableExecutionInvocationInput {
    if (!DurableExecutionInvocationInputWithClient.isInstance(event)) {
      throw new Error("The runner hands its client over in the event.")
    }
    const { InitialExecutionState, DurableExecutionArn, CheckpointToken } = event
    const Operations = InitialExecutionState.Operations.map((operation) =>
      tell(operation, invocations.length + 1),
    )
    const [, ...state] = Operations
    const log: WireInvocation = { state, checkpoints: [] }
    invocations.push(log)
    return new DurableExecutionInvocationInputWithClient(
      {
        DurableExecutionArn,
        CheckpointToken,
        InitialExecutionState: { ...InitialExecutionState, Operations },
      },
      clientOf(event.durableExecutionClient, log),
    )
  }

  return {
    handler: (event, context) => handler(tapped(event), context),
    invocations,
    actions: () =>
      invocations.flatMap(({ checkpoints }) =>
        checkpoints.flat().map(({ Type, Action }) => `${Type} ${Action}`),
      ),
  }
}
