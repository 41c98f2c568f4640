import type { Invocation } from "./invocation.ts"
import { ServiceRequest } from "./service-request.ts"

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
      send(
        invocation,
        "checkpoint",
        request,
        () => service.checkpointDurableExecution(request as never, world.clock.now),
        (response) => world.onCheckpoint(invocation, request, response),
      ),
    getExecutionState: (request) =>
      send(invocation, "state", request, () =>
        service.getDurableExecutionState(request as never, world.clock.now),
      ),
  }
}

function send<T>(
  invocation: Invocation,
  kind: "checkpoint" | "state",
  request: object,
  answer: () => T,
  answered: (value: T) => void = () => {},
): Promise<T> {
  const { world } = invocation
  // Code of an invocation that is over still gets an answer: the service's own, that its token is
  // no longer valid.
  if (invocation.frozen) return new Promise((resolve) => resolve(answer()))
  return new Promise((resolve, reject) => {
    if (invocation.isCutOff) return
    const parts = { invocation, answer, answered, resolve, reject }
    const sent = new ServiceRequest(kind, request, parts)
    world.schedule({
      kind: "reply",
      at: world.clock.now + world.options.checkpointLatencyMs,
      label: kind,
      owner: invocation,
      request: sent,
      run: () => sent.reply(),
    })
  })
}
