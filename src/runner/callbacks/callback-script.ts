import type { ErrorObject } from "@aws-sdk/client-lambda"
import { isNamed } from "./callback-lookup.ts"
import type { TrackedCallback } from "./tracked-callback.ts"

export type ScriptAction =
  | { readonly kind: "complete"; readonly payload: string | Uint8Array | undefined }
  | { readonly kind: "fail"; readonly error: ErrorObject }
  | { readonly kind: "heartbeat"; readonly everyMs: number | undefined; readonly times: number }
  | { readonly kind: "timeout" }

/** One call such as `completeCallback("approve", ...)`: what the outside world does, and when. */
export interface CallbackScript {
  readonly action: ScriptAction
  /** The call as the test wrote it, for messages. */
  readonly call: string
  readonly name: string | RegExp
  /** Virtual, from the callback's creation or submission. */
  readonly afterMs: number | undefined
  readonly occurrence: number | undefined
  readonly when: "created" | "submitted" | undefined
  readonly expectRefused: boolean
  /** The execution for which it is, with all that this has started. Default: any. */
  readonly within?: string
  callback: TrackedCallback | undefined
  /** How many times the service has been called. */
  deliveries: number
}

export function isHeartbeat(script: CallbackScript): boolean {
  return script.action.kind === "heartbeat"
}

/** Whether `callback` may take a script that no other callback has taken. */
export function isMeantFor(script: CallbackScript, callback: TrackedCallback): boolean {
  const { callback: taken, within = callback.rootArn, name, occurrence } = script
  if (taken !== undefined || within !== callback.rootArn) return false
  if (occurrence !== undefined && occurrence !== callback.occurrence) return false
  return isNamed(callback, name)
}
