import type { Choice } from "./choice-space.ts"

/** Sees what a world does. A plain run has none. */
export interface WorldObserver {
  /** `event` is about to happen, of all that could. */
  happens(event: Choice, options: readonly Choice[]): void
  /** Virtual time stands still for real work, named as Node names it or as {@link REAL_WORK} does. */
  waits(work: readonly string[]): void
}

/** Real work that Node's list of active resources does not show. */
export const REAL_WORK = {
  held: "fetch or work of Node's thread pool",
  unseen: "work outside of this thread",
} as const
