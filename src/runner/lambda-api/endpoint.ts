import type { DurableService } from "../../service/durable-service.ts"
import type { Instant } from "../../service/values/instant.ts"
import type { InvokeAnswer, InvokeRequest } from "../../world/events/invoke-request.ts"

/** What the simulated transport needs of a runner. */
export interface SimulatedEndpoint {
  /**
   * Calls the simulated service as an event of its world.
   *
   * @param about what the request is about: the id of a callback, or something else.
   */
  callService<T>(
    label: string,
    call: (service: DurableService, now: Instant) => T,
    about: string,
  ): Promise<T>
  /** Lambda's Invoke. */
  invokeFunction(request: InvokeRequest): Promise<InvokeAnswer>
}
