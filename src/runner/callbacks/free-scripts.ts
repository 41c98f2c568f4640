import { type CallbackScript, isHeartbeat, isMeantFor } from "./callback-script.ts"
import type { TrackedCallback } from "./tracked-callback.ts"

/** Scripts that no callback has taken, in the order in which the test registered them. There may be thousands. */
export class FreeScripts {
  /** Those that name their occurrence are few, as a rule; each new callback is compared with all of them. */
  #numbered: CallbackScript[] = []
  #unnumbered: CallbackScript[] = []

  add(script: CallbackScript): void {
    this.#listOf(script).push(script)
  }

  delete(script: CallbackScript): void {
    const list = this.#listOf(script)
    const index = list.indexOf(script)
    if (index >= 0) list.splice(index, 1)
  }

  keepIf(isKept: (script: CallbackScript) => boolean): void {
    this.#numbered = this.#numbered.filter(isKept)
    this.#unnumbered = this.#unnumbered.filter(isKept)
  }

  /**
   * The scripts that `callback` takes: every one that names its occurrence, and, unless one of these
   * completes it, the first completion that names none with the heartbeats registered before that one and
   * the answers to be refused that follow it.
   */
  for(callback: TrackedCallback): CallbackScript[] {
    const numbered = this.#numbered.filter((script) => isMeantFor(script, callback))
    const isCompleted = numbered.some((script) => !isHeartbeat(script) && !script.expectRefused)
    const unnumbered = unnumberedFor(callback, this.#unnumbered)
    if (isCompleted && unnumbered.some((script) => !isHeartbeat(script))) return numbered
    return [...numbered, ...unnumbered]
  }

  #listOf({ occurrence }: CallbackScript): CallbackScript[] {
    return occurrence === undefined ? this.#unnumbered : this.#numbered
  }
}

/** It stops at the first one that another callback takes. */
function unnumberedFor(
  callback: TrackedCallback,
  scripts: readonly CallbackScript[],
): CallbackScript[] {
  const taken: CallbackScript[] = []
  let hasCompletion = false
  for (const script of scripts) {
    if (!isMeantFor(script, callback)) continue
    // What is to be refused comes after the answer that counts, to the same callback.
    if (hasCompletion && !script.expectRefused) break
    taken.push(script)
    hasCompletion ||= !isHeartbeat(script)
  }
  return taken
}
