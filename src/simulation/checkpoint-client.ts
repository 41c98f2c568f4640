import type { Invocation } from "./invocation.ts"
import { checkpointing, readingState, type ServiceCall, ServiceRequest } from "./service-request.ts"

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
    checkpoint: (request) => send(invocation, checkpointing, request),
    getExecutionState: (request) => send(invocation, readingState, request),
  }
}

function send(invocation: Invocation, call: ServiceCall, request: object): Promise<unknown> {
  const { world } = invocation
  // Code of an invocation that is over still gets an answer: the service's own, that its token is
  // no longer valid.
  if (invocation.frozen) return new Promise((resolve) => resolve(call.answer(world, request)))
  return new Promise((resolve, reject) => {
    if (invocation.isCutOff) return
    const sent = new ServiceRequest(invocation, call, request, resolve, reject)
    world.schedule({
      kind: "reply",
      at: world.clock.now + world.options.checkpointLatencyMs,
      label: call.kind,
      owner: invocation,
      request: sent,
      run: () => sent.reply(),
    })
  })
}
