import { realSetImmediate } from "./real-timers.ts"

/**
 * How many turns are queued together. Node drains all microtasks between two immediates of one pass
 * of its event loop, and a pass costs far more than a turn.
 */
const BATCH = 8

/** Takes turns until `turn` answers false, each with all microtasks done since the last. */
export function takeTurns(turn: () => boolean): void {
  let left = 0
  let done = false
  const take = (): void => {
    if (done) return
    left--
    done = !turn()
    if (!done && left === 0) queue()
  }
  const queue = (): void => {
    left = BATCH
    for (let count = 0; count < BATCH; count++) realSetImmediate(take)
  }
  queue()
}
