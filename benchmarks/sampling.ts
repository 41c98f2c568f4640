import { measure } from "mitata"

/** From this duration of one run on, a run is too slow for mitata's warm-up and many samples. */
const SLOW_RUN_MS = 3_000
const SLOW_RUN_SAMPLES = 3
/** From this one on, one sample has to do. */
const SLOWEST_RUN_MS = 20_000
/** What V8 compiles late weighs more here than in the SDK alone: 300 ms are not enough for either. */
const WARM_UP_MS = 2_000
const ROUND_MIN_SAMPLES = 3
const ROUND_MIN_TIME_MS = 400

const MS_PER_NS = 1e-6

// Bound before anybody installs fake timers.
const now = performance.now.bind(performance)

export type Pace = "fast" | "slow" | "slowest"

/** Runs once to learn how long a run takes, and a fast one until the JIT has settled. */
export const warmUp = async (run: () => Promise<void>): Promise<Pace> => {
  const start = now()
  await run()
  const firstMs = now() - start
  if (firstMs >= SLOWEST_RUN_MS) return "slowest"
  if (firstMs >= SLOW_RUN_MS) return "slow"
  while (now() - start < WARM_UP_MS) await run()
  return "fast"
}

/** One round of samples, each the milliseconds of one run. */
export const sampleRound = async (run: () => Promise<void>, pace: Pace): Promise<number[]> =>
  pace === "fast" ? sampleWithMitata(run) : sampleSlowly(run, pace)

const sampleWithMitata = async (run: () => Promise<void>): Promise<number[]> => {
  const stats = await measure(run, {
    // A forced collection between two runs finds nothing of a contestant alive, and so V8 throws away
    // what it has compiled for its classes. No test suite does that.
    gc: false,
    min_samples: ROUND_MIN_SAMPLES,
    min_cpu_time: ROUND_MIN_TIME_MS / MS_PER_NS,
    // A run is never so short that several had to be measured as one.
    batch_threshold: 0,
  })
  return stats.samples.map((sampleNs) => sampleNs * MS_PER_NS)
}

const sampleSlowly = async (
  run: () => Promise<void>,
  pace: Exclude<Pace, "fast">,
): Promise<number[]> => {
  const samples: number[] = []
  const count = pace === "slow" ? SLOW_RUN_SAMPLES : 1
  for (let index = 0; index < count; index++) {
    const start = now()
    await run()
    samples.push(now() - start)
  }
  return samples
}
