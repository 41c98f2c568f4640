import type { Tier } from "./tier.ts"

/** How far an exploration is. */
export interface Progress {
  readonly tier: Tier
  readonly schedules: number
  /** Persisted states that were told apart. */
  readonly states: number
  /** Real milliseconds since the beginning. */
  readonly elapsedMs: number
  /** Real milliseconds; undefined where only the number of schedules is bounded. */
  readonly budgetMs: number | undefined
}

export type ProgressListener = (progress: Progress) => void
