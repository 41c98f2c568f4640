import type { BenchmarkReport, Summary } from "../results.ts"
import type { Crashes } from "./exhaustion.ts"
import type { SpeedContestant } from "./speed.ts"

export interface SpeedResult {
  /** How many runs each sample makes. */
  readonly runs: number
  /** Of one run. */
  readonly wall: Summary
  readonly cpu: Summary
}

export interface SpeedRow {
  readonly handler: string
  readonly contestants: Readonly<Partial<Record<SpeedContestant, SpeedResult>>>
}

export interface ExhaustionRow {
  readonly family: string
  readonly size: number
  readonly handler: string
  readonly crashes: Crashes
  readonly isUnmerged: boolean
  readonly schedules: number
  readonly states?: number
  /** Of the whole exploration. Absent where only the schedules are of interest. */
  readonly time?: Summary
}

export interface ThreadsRow {
  /** What is searched through. */
  readonly handler: string
  /** 0 is the thread of the test itself. */
  readonly threads: number
  readonly schedules: number
  readonly time: Summary
}

/** One run of the benchmark, as it is kept in `results/`. */
export interface ExplorationReport extends Omit<BenchmarkReport, "scenarios"> {
  /** How many processes were running or waiting to when the benchmark began. */
  readonly load: number
  readonly speed: readonly SpeedRow[]
  readonly exhaustion: readonly ExhaustionRow[]
  readonly threads: readonly ThreadsRow[]
}
