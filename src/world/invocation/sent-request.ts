import { faultError } from "../../service/wire/fault-errors.ts"
import type { RequestedUpdate, ServiceRequest } from "../events/service-request.ts"
import type { Invocation } from "./invocation.ts"
import type { InvocationWorld } from "./world-view.ts"

/** One of the two calls of the SDK to the service. */
export interface ServiceCall {
  readonly kind: ServiceRequest["kind"]
  readonly answer: (world: InvocationWorld, request: object) => object
  /** The service has accepted it, and the SDK has not been told yet. */
  readonly answered?: (
    world: InvocationWorld,
    invocation: Invocation,
    request: object,
    response: never,
  ) => void
}

export const checkpointing: ServiceCall = {
  kind: "checkpoint",
  answer: ({ service, clock }, request) =>
    service.checkpointDurableExecution(request as never, clock.now),
  answered: ({ observers }, invocation, request, response) =>
    observers.checkpointed(invocation, request, response),
}

export const readingState: ServiceCall = {
  kind: "state",
  answer: ({ service, clock }, request) =>
    service.getDurableExecutionState(request as never, clock.now),
}

/** A request that an invocation has sent to the service of its world. */
export class SentRequest implements ServiceRequest {
  readonly #world: InvocationWorld
  readonly #invocation: Invocation
  readonly #call: ServiceCall
  readonly #request: object
  readonly #resolve: (response: object) => void
  readonly #reject: (error: unknown) => void

  constructor(
    world: InvocationWorld,
    invocation: Invocation,
    call: ServiceCall,
    request: object,
    resolve: (response: object) => void,
    reject: (error: unknown) => void,
  ) {
    this.#world = world
    this.#invocation = invocation
    this.#call = call
    this.#request = request
    this.#resolve = resolve
    this.#reject = reject
  }

  get kind(): ServiceRequest["kind"] {
    return this.#call.kind
  }

  get updates(): readonly RequestedUpdate[] {
    return (this.#request as { Updates?: readonly RequestedUpdate[] }).Updates ?? []
  }

  reply(): void {
    const world = this.#world
    const invocation = this.#invocation
    const request = this.#request
    try {
      const response = this.#call.answer(world, request)
      invocation.rejection = undefined
      world.serviceChanged()
      this.#call.answered?.(world, invocation, request, response as never)
      // Whoever watches the service may have put an end to the invocation.
      if (!invocation.frozen) this.#resolve(response)
    } catch (error) {
      invocation.rejection = error
      world.serviceChanged()
      world.observers.refused(invocation, error)
      this.#reject(error)
    }
  }

  persist(): void {
    const world = this.#world
    const request = this.#request
    try {
      const response = this.#call.answer(world, request)
      this.#call.answered?.(world, this.#invocation, request, response as never)
    } catch {
      // It was refused, and nobody is told of that either.
    }
    world.serviceChanged()
  }

  fail(name: "TooManyRequestsException" | "ServiceException"): void {
    this.#reject(withoutStack(() => faultError(name)))
  }
}

/**
 * Where an injected fault comes from is no code of the handler's; and the SDK asks every error for the
 * text of its stack, which is costly to make.
 */
function withoutStack<T>(make: () => T): T {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return make()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
