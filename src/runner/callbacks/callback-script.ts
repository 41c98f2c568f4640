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
  callback: TrackedCallback | undefined
  /** How many times the service has been called. */
  deliveries: number
}

export function isHeartbeat(script: CallbackScript): boolean {
  return script.action.kind === "heartbeat"
}

/**
 * The scripts that `callback` takes of those that are still free: every one that names its
 * occurrence, and, unless one of these completes it, the first completion that names none with the
 * heartbeats registered before that one and the answers to be refused that follow it.
 */
export function scriptsFor(
  callback: TrackedCallback,
  scripts: readonly CallbackScript[],
): CallbackScript[] {
  const free = scripts.filter(
    (script) => script.callback === undefined && isNamed(callback, script.name),
  )
  const unnumbered = free.filter(({ occurrence }) => occurrence === undefined)
  const numbered = free.filter(({ occurrence }) => occurrence === callback.occurrence)
  const completion = unnumbered.findIndex((script) => !isHeartbeat(script))
  if (completion < 0) return [...numbered, ...unnumbered]
  const isCompleted = numbered.some((script) => !isHeartbeat(script) && !script.expectRefused)
  if (isCompleted) return numbered
  // What is to be refused comes after the answer that counts, to the same callback.
  let end = completion + 1
  while (unnumbered[end]?.expectRefused === true) end++
  return [...numbered, ...unnumbered.slice(0, end)]
}
