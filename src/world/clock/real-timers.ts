import * as timers from "node:timers"
import { originalOf } from "./original-of.ts"

/*
 * The real functions, taken when this module is loaded: the world's own loop runs on them. Another copy
 * of this package may have wrapped them before.
 */
export const realSetImmediate: typeof setImmediate = originalOf(timers.setImmediate)
export const realSetTimeout: typeof setTimeout = originalOf(timers.setTimeout)
const { now } = performance as { readonly now: (this: object) => number }
export const realNow: () => number = originalOf(now).bind(performance)
/** Real epoch milliseconds. */
export const realEpochMs: () => number = originalOf(Date.now).bind(Date)
