import { formatElapsed } from "../../text/elapsed.ts"
import { DurableTestRunnerError } from "../../text/errors.ts"
import { describeThrown } from "../../text/user-frames.ts"
import type { VirtualClock } from "../../world/clock/virtual-clock.ts"
import { labelOf, type TrackedCallback } from "../callbacks/tracked-callback.ts"

/** A responder of the test threw. */
export class ResponderError extends DurableTestRunnerError {
  override readonly name = "ResponderError"
  readonly callbackId: string

  /** @internal */
  constructor(callback: TrackedCallback, thrown: unknown, clock: VirtualClock) {
    super(
      "RESPONDER_FAILED",
      `The responder of callback ${labelOf(callback)} threw at ${formatElapsed(clock.elapsedMs)} virtual time: ${describeThrown(thrown)}`,
      { cause: thrown },
    )
    this.callbackId = callback.callbackId
  }
}
