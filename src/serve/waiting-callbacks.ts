import type { Instant } from "../service/values/instant.ts"
import { isHandedOver, isOpen, type TrackedCallback } from "../runner/callbacks/tracked-callback.ts"
import type { ScriptedWorld } from "../runner/scripted-world.ts"
import type { ServedExecutions } from "./served-executions.ts"

/** The callbacks of a world that somebody outside has to answer. */
export class WaitingCallbacks {
  readonly #scripted: ScriptedWorld
  readonly #executions: ServedExecutions
  readonly #open: Set<TrackedCallback> = new Set()
  #looked = 0

  constructor(scripted: ScriptedWorld, executions: ServedExecutions) {
    this.#scripted = scripted
    this.#executions = executions
  }

  get all(): readonly TrackedCallback[] {
    const { tracker, deliveries } = this.#scripted
    const { callbacks } = tracker
    while (this.#looked < callbacks.length) {
      const callback = callbacks[this.#looked++]
      if (callback !== undefined) this.#open.add(callback)
    }
    for (const callback of this.#open) if (!isOpen(callback)) this.#open.delete(callback)
    return [...this.#open].filter(
      (callback) => isHandedOver(callback) && !deliveries.answers(callback),
    )
  }

  /** When something is due in an execution with such a callback, or in what has led to it. */
  nextDue(): Instant {
    const roots = new Set(this.all.map(({ rootArn }) => rootArn))
    let next = Infinity
    for (const rootArn of roots) next = Math.min(next, this.#executions.nextDueOf(rootArn))
    return next
  }
}
