import { invalidTokenError } from "../../service/wire/fault-errors.ts"
import type { Invocation } from "./invocation.ts"
import { checkpointing, readingState, SentRequest, type ServiceCall } from "./sent-request.ts"

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
  return new Promise((resolve, reject) => {
    const { world } = invocation
    // Code of an invocation that is over gets the answer that the service has for it.
    if (world === undefined || invocation.frozen) throw invalidTokenError()
    if (invocation.isCutOff) return
    world.observers.sends(invocation, request)
    const sent = new SentRequest(world, invocation, call, request, resolve, reject)
    world.schedule({
      kind: "reply",
      at: world.clock.now + world.options.checkpointLatencyMs,
      subject: { type: "request", request: call.kind },
      owner: invocation,
      request: sent,
      run: () => sent.reply(),
    })
  })
}
