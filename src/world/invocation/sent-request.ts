import { withStackTraceLimit } from "../../text/captured-stack.ts"
import { faultError } from "../../service/wire/fault-errors.ts"
import { utf8Bytes } from "../../service/values/utf8.ts"
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

/** What came of a request when the service took it in. */
type Taken = { readonly response: object } | { readonly error: unknown }

/** A request that an invocation has sent to the service of its world. */
export class SentRequest implements ServiceRequest {
  readonly #world: InvocationWorld
  readonly #invocation: Invocation
  readonly #call: ServiceCall
  readonly #request: object
  readonly #resolve: (response: object) => void
  readonly #reject: (error: unknown) => void
  #taken: Taken | undefined

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

  get isTaken(): boolean {
    return this.#taken !== undefined
  }

  reply(): void {
    const taken = this.#taken ?? this.#take()
    const invocation = this.#invocation
    if ("error" in taken) {
      invocation.rejection = taken.error
      invocation.refusedResultBytes = resultBytesOf(this.updates)
      this.#world.observers.refused(invocation, taken.error)
      this.#reject(taken.error)
      return
    }
    invocation.rejection = undefined
    // Whoever watches the service may have put an end to the invocation.
    if (!invocation.frozen) this.#resolve(taken.response)
  }

  replyWithoutToken(): void {
    const { durableExecutionArn: arn } = this.#invocation.identity
    const taken = this.#take()
    if ("response" in taken && arn !== undefined && "CheckpointToken" in taken.response) {
      this.#world.service.withholdToken(arn)
      const { CheckpointToken: _withheld, ...response } = taken.response
      this.#taken = { response }
    }
    this.reply()
  }

  persist(): void {
    // If it was refused, nobody is told of that either.
    this.#take()
  }

  fail(name: "TooManyRequestsException" | "ServiceException"): void {
    this.#reject(withoutStack(() => faultError(name)))
  }

  /** The service takes it in. */
  #take(): Taken {
    const world = this.#world
    const request = this.#request
    this.#taken = { error: undefined }
    try {
      const response = this.#call.answer(world, request)
      this.#taken = { response }
      world.serviceChanged()
      this.#call.answered?.(world, this.#invocation, request, response as never)
    } catch (error) {
      this.#taken = { error }
      world.serviceChanged()
    }
    return this.#taken
  }
}

/** The size of the result that a checkpoint closes its execution with. */
function resultBytesOf(updates: readonly RequestedUpdate[]): number | undefined {
  const result = updates.findLast(
    ({ Type, Action }) => Type === "EXECUTION" && Action === "SUCCEED",
  )
  return result === undefined ? undefined : utf8Bytes(result.Payload)
}

/**
 * Where an injected fault comes from is no code of the handler's; and the SDK asks every error for the
 * text of its stack, which is costly to make.
 */
function withoutStack<T>(make: () => T): T {
  return withStackTraceLimit(0, make)
}
