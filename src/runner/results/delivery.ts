import type { CallbackCall } from "../../service/state/execution-state.ts"
import type { CallbackTracker } from "../callbacks/callback-tracker.ts"

/** One call of an external system to a callback, whoever made it, and what the service answered. */
export interface Delivery {
  readonly callbackId: string
  readonly operationId: string
  /** The callback's name, as the handler gave it. */
  readonly name: string | undefined
  readonly kind: "success" | "failure" | "heartbeat" | "timeout"
  /** Virtual. */
  readonly at: Date
  /** How many events the history had when the service had answered. */
  readonly eventCount: number
  /** The service's error, where it refused the call. */
  readonly refused?: { readonly name: string; readonly message: string }
}

export function toDelivery(call: CallbackCall, tracker: CallbackTracker): Delivery {
  const callback = tracker.find(call.callbackId)
  const { callbackId, kind, at, refused, eventCount } = call
  return {
    callbackId,
    operationId: callback?.operationId ?? "",
    name: callback?.name,
    kind,
    at: new Date(at),
    eventCount,
    ...(refused !== undefined && { refused: { name: refused.name, message: refused.message } }),
  }
}
