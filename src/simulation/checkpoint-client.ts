import type { Invocation } from "./invocation.ts"

/**
 * The client that the SDK checkpoints through. A request is answered when the world lets its reply
 * happen: the service takes it in and answers it in that one instant.
 */
export interface CheckpointClient {
  checkpoint(request: object): Promise<unknown>
  getExecutionState(request: object): Promise<unknown>
}

export function checkpointClientOf(invocation: Invocation): CheckpointClient {
  const { world } = invocation
  const { service } = world
  return {
    checkpoint: (request) =>
      reply(
        invocation,
        "checkpoint",
        () => service.checkpointDurableExecution(request as never, world.clock.now),
        (response) => world.onCheckpoint(invocation, request, response),
      ),
    getExecutionState: (request) =>
      reply(invocation, "state", () =>
        service.getDurableExecutionState(request as never, world.clock.now),
      ),
  }
}

function reply<T>(
  invocation: Invocation,
  label: string,
  answer: () => T,
  answered: (value: T) => void = () => {},
): Promise<T> {
  const { world } = invocation
  // Code of an invocation that is over still gets an answer: the service's own, that its token is
  // no longer valid.
  if (invocation.frozen) return new Promise((resolve) => resolve(answer()))
  return new Promise((resolve, reject) => {
    world.schedule({
      kind: "reply",
      at: world.clock.now + world.options.checkpointLatencyMs,
      label,
      owner: invocation,
      run: () => {
        try {
          const value = answer()
          invocation.rejection = undefined
          world.serviceChanged()
          answered(value)
          // Whoever watches the service may have put an end to the invocation.
          if (!invocation.frozen) resolve(value)
        } catch (error) {
          invocation.rejection = error
          world.serviceChanged()
          reject(error)
        }
      },
    })
  })
}
