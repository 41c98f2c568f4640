import type { CallbackCall } from "../../service/state/execution-state.ts"
import type { CallbackTracker } from "../callbacks/callback-tracker.ts"

/** One call of an external system for a callback, and the answer of the service. */
export interface Delivery {
  readonly callbackId: string
  readonly operationId: string
  /** The callback's name, as the handler gave it. */
  readonly name: string | undefined
  readonly kind: "success" | "failure" | "heartbeat" | "timeout"
  /** Virtual. */
  readonly at: Date
  /** The number of events in the history after the service's answer. */
  readonly eventCount: number
  /** The service's error, if it refused the call. */
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
