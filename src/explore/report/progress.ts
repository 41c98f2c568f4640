import type { Tier } from "./tier.ts"

/** The progress of an exploration. */
export interface Progress {
  readonly tier: Tier
  readonly schedules: number
  /** The number of different persisted states. */
  readonly states: number
  /** Real milliseconds since the start. */
  readonly elapsedMs: number
  /** Real milliseconds; undefined if only the number of schedules is limited. */
  readonly budgetMs: number | undefined
}

export type ProgressListener = (progress: Progress) => void
