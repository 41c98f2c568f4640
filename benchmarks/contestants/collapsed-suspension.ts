/**
 * The SDK suspends 20 ms after it became idle. In real time that pause is all a suspending run
 * costs, and it is no work, so the floor collapses it; every other timer stays as it is.
 */
const SUSPENSION_DELAY_MS = 20

export const collapseSuspension = (): (() => void) => {
  const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis
  const immediates = new WeakSet<object>()

  const collapsedSetTimeout = (
    callback: (...args: unknown[]) => void,
    delayMs?: number,
    ...args: unknown[]
  ): unknown => {
    if (delayMs !== SUSPENSION_DELAY_MS) return realSetTimeout(callback, delayMs, ...args)
    const immediate = setImmediate(callback, ...args)
    immediates.add(immediate)
    return immediate
  }
  const collapsedClearTimeout = (timer: NodeJS.Timeout | NodeJS.Immediate | undefined): void => {
    if (typeof timer === "object" && immediates.has(timer)) {
      clearImmediate(timer as NodeJS.Immediate)
    } else {
      realClearTimeout(timer as NodeJS.Timeout | undefined)
    }
  }

  Object.assign(globalThis, {
    setTimeout: collapsedSetTimeout,
    clearTimeout: collapsedClearTimeout,
  })
  return () => {
    Object.assign(globalThis, { setTimeout: realSetTimeout, clearTimeout: realClearTimeout })
  }
}
