import type { Verdict } from "./report/verdict.ts"

type Listener = (verdict: Verdict) => void

const listeners: Set<Listener> = new Set()

/**
 * Calls `listener` with each verdict that an exploration of this process comes to.
 *
 * @returns what ends that.
 */
export function listenForVerdicts(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export function tellVerdict(verdict: Verdict): Verdict {
  for (const listener of listeners) listener(verdict)
  return verdict
}
