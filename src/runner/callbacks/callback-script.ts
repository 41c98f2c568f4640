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

/**
 * The scripts that `callback` takes of those that are still free: every one that names its
 * occurrence, and, unless one of these completes it, the first completion that names none with the
 * heartbeats registered before that one and the answers to be refused that follow it.
 */
export function scriptsFor(
  callback: TrackedCallback,
  scripts: readonly CallbackScript[],
): CallbackScript[] {
  const isMeant = ({ callback: taken, within = callback.rootArn, name }: CallbackScript): boolean =>
    taken === undefined && within === callback.rootArn && isNamed(callback, name)
  const numbered = scripts.filter(
    (script) => script.occurrence === callback.occurrence && isMeant(script),
  )
  const isCompleted = numbered.some((script) => !isHeartbeat(script) && !script.expectRefused)
  const unnumbered = unnumberedFor(scripts, isMeant)
  if (isCompleted && unnumbered.some((script) => !isHeartbeat(script))) return numbered
  return [...numbered, ...unnumbered]
}

/** It stops at the first one that another callback takes: there may be thousands. */
function unnumberedFor(
  scripts: readonly CallbackScript[],
  isMeant: (script: CallbackScript) => boolean,
): CallbackScript[] {
  const taken: CallbackScript[] = []
  let hasCompletion = false
  for (const script of scripts) {
    if (script.occurrence !== undefined || !isMeant(script)) continue
    // What is to be refused comes after the answer that counts, to the same callback.
    if (hasCompletion && !script.expectRefused) break
    taken.push(script)
    hasCompletion ||= !isHeartbeat(script)
  }
  return taken
}
