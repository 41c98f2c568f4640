import * as timers from "node:timers"

/*
 * The real functions, taken when this module is loaded: the world's own loop runs on them while the
 * globals are scoped to it.
 */
export const realSetImmediate: typeof setImmediate = timers.setImmediate
export const realSetTimeout: typeof setTimeout = timers.setTimeout
export const realSetInterval: typeof setInterval = timers.setInterval
export const realClearInterval: typeof clearInterval = timers.clearInterval
export const realNow: () => number = performance.now.bind(performance)
/** Real epoch milliseconds. */
export const realEpochMs: () => number = Date.now.bind(Date)
