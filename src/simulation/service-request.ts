import { faultError } from "../service/fault-errors.ts"
import type { Invocation } from "./invocation.ts"

/** What a checkpoint asks the service to record of one operation. */
export interface RequestedUpdate {
  readonly Id?: string
  readonly Type?: string
  readonly Action?: string
  readonly Name?: string
}

/**
 * A request of the SDK that the service has not answered. It is taken in and answered in one instant,
 * when the world lets its reply happen; a chooser may let something go wrong instead.
 */
export class ServiceRequest {
  readonly kind: "checkpoint" | "state"
  readonly updates: readonly RequestedUpdate[]
  readonly #invocation: Invocation
  readonly #answer: () => unknown
  readonly #answered: (value: never) => void
  readonly #resolve: (value: never) => void
  readonly #reject: (error: unknown) => void

  constructor(
    kind: "checkpoint" | "state",
    request: object,
    parts: {
      readonly invocation: Invocation
      readonly answer: () => unknown
      readonly answered: (value: never) => void
      readonly resolve: (value: never) => void
      readonly reject: (error: unknown) => void
    },
  ) {
    this.kind = kind
    this.updates = (request as { Updates?: readonly RequestedUpdate[] }).Updates ?? []
    this.#invocation = parts.invocation
    this.#answer = parts.answer
    this.#answered = parts.answered
    this.#resolve = parts.resolve
    this.#reject = parts.reject
  }

  /** The service takes it in and answers. */
  reply(): void {
    const { world } = this.#invocation
    try {
      const value = this.#answer() as never
      this.#invocation.rejection = undefined
      world.serviceChanged()
      this.#answered(value)
      // Whoever watches the service may have put an end to the invocation.
      if (!this.#invocation.frozen) this.#resolve(value)
    } catch (error) {
      this.#invocation.rejection = error
      world.serviceChanged()
      world.onRefusal(this.#invocation, error)
      this.#reject(error)
    }
  }

  /** The service takes it in, and its answer is lost. */
  persist(): void {
    try {
      this.#answered(this.#answer() as never)
    } catch {
      // It was refused, and nobody is told of that either.
    }
    this.#invocation.world.serviceChanged()
  }

  /** The caller gets an error of the service's instead of an answer. */
  fail(name: "TooManyRequestsException" | "ServiceException"): void {
    this.#reject(faultError(name))
  }
}
