import type { ContestantName } from "./contestants/contestant.ts"

export interface Summary {
  readonly samples: number
  readonly medianMs: number
  readonly p25Ms: number
  readonly p75Ms: number
  readonly minMs: number
}

export interface ScenarioResult {
  readonly name: string
  readonly contestants: Partial<Record<ContestantName, Summary>>
}

/** One run of the benchmark, as it is kept in `results/`. */
export interface BenchmarkReport {
  readonly date: string
  readonly node: string
  readonly cpu: string
  readonly cores: number
  readonly packages: Readonly<Record<string, string>>
  readonly scenarios: readonly ScenarioResult[]
}

export const summarize = (samplesMs: readonly number[]): Summary => {
  const sorted = samplesMs.toSorted((left, right) => left - right)
  return {
    samples: sorted.length,
    medianMs: quantile(sorted, 0.5),
    p25Ms: quantile(sorted, 0.25),
    p75Ms: quantile(sorted, 0.75),
    minMs: quantile(sorted, 0),
  }
}

/** Between two samples, the value is interpolated, so that the median of two is their mean. */
const quantile = (sorted: readonly number[], share: number): number => {
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  if (below === undefined || above === undefined) throw new Error("There are no samples.")
  const value = below + (above - below) * (position - Math.floor(position))
  return Number(value.toPrecision(6))
}
