import { realClearInterval, realNow, realSetInterval } from "../world/clock/real-timers.ts"
import { isInspected } from "../world/limits/inspector.ts"

const LOOK_MS = 50
/** More at once is no work of the process: this one stood still. */
const MOST_AT_ONCE_MS = 200

/**
 * Lets nothing happen in a world while a process works for it: neither its clock nor what is due in it
 * moves, so that the speed of the process changes no order.
 */
export class WorldHold {
  readonly #pauseFor: (work: Promise<void>) => void
  #work: PromiseWithResolvers<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(pauseFor: (work: Promise<void>) => void) {
    this.#pauseFor = pauseFor
  }

  /** @param exceeded is called when it has lasted for `limitMs` of real time. */
  begin(limitMs: number, exceeded: () => void): void {
    if (this.#work === undefined) {
      this.#work = Promise.withResolvers()
      this.#pauseFor(this.#work.promise)
    }
    realClearInterval(this.#timer)
    // The timer also keeps this process alive: nothing else of the other one does.
    let lookedAt = realNow()
    let spentMs = 0
    this.#timer = realSetInterval(
      () => {
        const now = realNow()
        spentMs += Math.min(now - lookedAt, MOST_AT_ONCE_MS)
        lookedAt = now
        if (spentMs < limitMs || isInspected()) return
        realClearInterval(this.#timer)
        exceeded()
      },
      Math.min(LOOK_MS, limitMs),
    )
  }

  /** @param error ends the run. */
  end(error?: Error): void {
    realClearInterval(this.#timer)
    this.#timer = undefined
    const work = this.#work
    this.#work = undefined
    if (error === undefined) work?.resolve()
    else work?.reject(error)
  }
}
