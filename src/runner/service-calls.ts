import type { DurableService } from "../service/durable-service.ts"
import type { Instant } from "../service/values/instant.ts"
import type { InvokeAnswer, InvokeRequest } from "../world/events/invoke-request.ts"
import type { CurrentWorld } from "./current-world.ts"

/** Calls of the simulated service from outside of a handler, for the edges of the package. */
export class ServiceCalls {
  readonly #current: CurrentWorld

  constructor(current: CurrentWorld) {
    this.#current = current
  }

  /** Calls the service of the run under way, or of the last one. */
  async callService<T>(
    label: string,
    call: (service: DurableService, now: Instant) => T,
    about?: string,
  ): Promise<T> {
    return this.#current.world.call(label, call, about)
  }

  /**
   * Lambda's Invoke, in the world of the run under way or of the last one. Outside of a run it takes
   * over the scripts that wait for the next run.
   */
  async invokeFunction(request: InvokeRequest): Promise<InvokeAnswer> {
    const { world, registrations } = this.#current
    for (const script of registrations.scripts.splice(0)) world.script(script)
    return world.invoke(request)
  }
}
