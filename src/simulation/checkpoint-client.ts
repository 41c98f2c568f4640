import type {
  CheckpointDurableExecutionResponse,
  GetDurableExecutionStateResponse,
} from "@aws-sdk/client-lambda"
import type { Invocation } from "./invocation.ts"
import type { World } from "./world.ts"

/**
 * The client that the SDK checkpoints through. A request is answered when the world lets its reply
 * happen: the service takes it in and answers it in that one instant.
 */
export interface CheckpointClient {
  checkpoint(request: object): Promise<unknown>
  getExecutionState(request: object): Promise<unknown>
}

export function checkpointClientOf(invocation: Invocation): CheckpointClient {
  return {
    checkpoint: (request) => reply(invocation, checkpointing, request),
    getExecutionState: (request) => reply(invocation, reading, request),
  }
}

/** One of the service's two calls. */
interface Call<T> {
  readonly label: string
  readonly answer: (world: World, request: object) => T
  readonly answered?: (invocation: Invocation, request: object, value: T) => void
}

const checkpointing: Call<CheckpointDurableExecutionResponse> = {
  label: "checkpoint",
  answer: ({ service, clock }, request) =>
    service.checkpointDurableExecution(request as never, clock.now),
  answered: (invocation, request, response) =>
    invocation.world.onCheckpoint(invocation, request, response),
}

const reading: Call<GetDurableExecutionStateResponse> = {
  label: "state",
  answer: ({ service, clock }, request) =>
    service.getDurableExecutionState(request as never, clock.now),
}

function reply<T>(invocation: Invocation, call: Call<T>, request: object): Promise<T> {
  const { world } = invocation
  // Code of an invocation that is over still gets an answer: the service's own, that its token is
  // no longer valid.
  if (invocation.frozen) return new Promise((resolve) => resolve(call.answer(world, request)))
  return new Promise((resolve, reject) => {
    world.schedule({
      kind: "reply",
      at: world.clock.now + world.options.checkpointLatencyMs,
      label: call.label,
      owner: invocation,
      run: () => {
        try {
          const value = call.answer(world, request)
          world.serviceChanged()
          call.answered?.(invocation, request, value)
          // Whoever watches the service may have put an end to the invocation.
          if (!invocation.frozen) resolve(value)
        } catch (error) {
          world.serviceChanged()
          reject(error)
        }
      },
    })
  })
}
