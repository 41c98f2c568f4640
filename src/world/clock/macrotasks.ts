import { realSetImmediate } from "./real-timers.ts"

/**
 * How many macrotasks are queued together. Node drains all microtasks between two immediates of one pass
 * of its event loop, and a pass costs far more than a macrotask. A drive that goes on takes more at once.
 */
const FIRST_BATCH = 16
const LARGEST_BATCH = 64

/**
 * Runs `task` in one macrotask after the other until it returns false. All microtasks are done between
 * two of them.
 *
 * @param resumed is called when the thread comes back from other work.
 * @param left is called when all that the macrotasks have begun is done, before the thread turns to other
 *   work.
 */
export function runMacrotasks(
  task: () => boolean,
  resumed: () => void = () => {},
  left: () => void = () => {},
): void {
  let batch = FIRST_BATCH
  let remaining = 0
  let done = false
  const take = (): void => {
    if (done) return
    if (remaining === batch) resumed()
    remaining--
    done = !task()
    if (done || remaining > 0) return
    batch = Math.min(2 * batch, LARGEST_BATCH)
    queue()
  }
  const queue = (): void => {
    remaining = batch
    for (let count = 0; count < batch; count++) realSetImmediate(take)
    realSetImmediate(left)
  }
  queue()
}
