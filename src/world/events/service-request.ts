import { faultError } from "../../service/wire/fault-errors.ts"
import type { Invocation } from "../invocation/invocation.ts"
import type { World } from "../world.ts"

/** What a checkpoint asks the service to record of one operation. */
export interface RequestedUpdate {
  readonly Id?: string
  readonly Type?: string
  readonly Action?: string
  readonly Name?: string
  readonly SubType?: string
  readonly ParentId?: string
}

/** One of the two calls of the SDK to the service. */
export interface ServiceCall {
  readonly kind: "checkpoint" | "state"
  readonly answer: (world: World, request: object) => object
  /** The service has accepted it, and the SDK has not been told yet. */
  readonly answered?: (
    world: World,
    invocation: Invocation,
    request: object,
    response: never,
  ) => void
}

export const checkpointing: ServiceCall = {
  kind: "checkpoint",
  answer: ({ service, clock }, request) =>
    service.checkpointDurableExecution(request as never, clock.now),
  answered: ({ hooks }, invocation, request, response) =>
    hooks.onCheckpoint(invocation, request, response),
}

export const readingState: ServiceCall = {
  kind: "state",
  answer: ({ service, clock }, request) =>
    service.getDurableExecutionState(request as never, clock.now),
}

/**
 * A request of the SDK that the service has not answered. It is taken in and answered in one instant,
 * when the world lets its reply happen; a chooser may let something go wrong instead.
 */
export class ServiceRequest {
  readonly #world: World
  readonly #invocation: Invocation
  readonly #call: ServiceCall
  readonly #request: object
  readonly #resolve: (response: object) => void
  readonly #reject: (error: unknown) => void

  constructor(
    world: World,
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

  get kind(): ServiceCall["kind"] {
    return this.#call.kind
  }

  get updates(): readonly RequestedUpdate[] {
    return (this.#request as { Updates?: readonly RequestedUpdate[] }).Updates ?? []
  }

  /** The service takes it in and answers. */
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
      world.hooks.onRefusal(invocation, error)
      this.#reject(error)
    }
  }

  /** The service takes it in, and its answer is lost. */
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

  /** The caller gets an error of the service's instead of an answer. */
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
