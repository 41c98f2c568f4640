import { realSetImmediate } from "./real-timers.ts"

/**
 * How many turns are queued together. Node drains all microtasks between two immediates of one pass
 * of its event loop, and a pass costs far more than a turn.
 */
const BATCH = 2

/** What a turn asks for: another one, or no more until {@link Turns.queue} is called. */
export type NextTurn = "again" | "rest"

/** Takes turns in a world, each with all microtasks done since the last. */
export class Turns {
  readonly #turn: () => NextTurn
  #batch = 0
  #left = 0

  constructor(turn: () => NextTurn) {
    this.#turn = turn
  }

  /** Queues the next turns behind every immediate that is queued now, instead of those before. */
  queue(): void {
    const batch = ++this.#batch
    this.#left = BATCH
    const take = (): void => {
      if (batch !== this.#batch) return
      this.#left--
      const next = this.#turn()
      if (batch !== this.#batch) return
      if (next === "rest") this.#batch++
      else if (this.#left === 0) this.queue()
    }
    for (let count = 0; count < BATCH; count++) realSetImmediate(take)
  }

  stop(): void {
    this.#batch++
  }
}
