import { matchesName } from "../../text/matches-name.ts"
import type { TrackedCallback } from "./tracked-callback.ts"

/** Which of the pending callbacks is meant. */
export interface CallbackLookup {
  readonly name: string | RegExp
  readonly occurrence?: number
}

export function findCallback(
  callbacks: readonly TrackedCallback[],
  { name, occurrence }: CallbackLookup,
): TrackedCallback | undefined {
  return callbacks.find((callback) => {
    if (occurrence !== undefined && callback.occurrence !== occurrence) return false
    return isNamed(callback, name)
  })
}

/** By its name, its path through contexts, its id, or a pattern for its name. */
export function isNamed(callback: TrackedCallback, name: string | RegExp): boolean {
  const { callbackId, path } = callback
  if (matchesName(name, callback.name)) return true
  return name === callbackId || name === path.join("/")
}
