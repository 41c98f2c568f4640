import { fileURLToPath } from "node:url"

import { ContestantProcess } from "../contestant-process.ts"
import { inTurns } from "../in-turns.ts"
import { summarize } from "../results.ts"
import { nameOf } from "./exhaustion.ts"
import type { ExhaustionCase, ExhaustionFacts } from "./exhaustion.ts"
import type { ExhaustionRow, SpeedResult, SpeedRow, ThreadsRow } from "./report.ts"
import { SPEED_CONTESTANTS } from "./speed.ts"
import type { SpeedContestant } from "./speed.ts"
import type { SpeedFacts } from "./speed-worker.ts"
import type { Subject } from "./subjects.ts"
import type { ThreadsFacts } from "./threads/worker.ts"

const ROUNDS = 5
const THREADS_ROUNDS = 3
const THREADS = [0, 1, 2] as const
/** By the file that threads load. */
const THREADED_SEARCHES = {
  short: "Promise.all of 4 steps",
  long: "parallel of 4 branches",
} as const

export const measureSpeed = async ({ name: handler }: Subject): Promise<SpeedRow> => {
  const contestants = SPEED_CONTESTANTS.map((name) => ({
    name,
    process: startWorker<SpeedFacts>(new URL("./speed-worker.ts", import.meta.url), [
      name,
      handler,
    ]),
    samplesMs: [] as number[],
    cpuMs: [] as number[],
    runs: 0,
  }))
  await inTurns<SpeedFacts, (typeof contestants)[number]>(
    contestants,
    ROUNDS,
    (contestant, { samplesMs, facts }) => {
      contestant.samplesMs.push(...samplesMs)
      contestant.cpuMs.push(...facts.cpuMs)
      contestant.runs = facts.runs
    },
  )
  const results: Partial<Record<SpeedContestant, SpeedResult>> = {}
  for (const { name, runs, samplesMs, cpuMs } of contestants) {
    const perRun = (samples: readonly number[]) => summarize(samples.map((each) => each / runs))
    results[name] = { runs, wall: perRun(samplesMs), cpu: perRun(cpuMs) }
  }
  return { handler, contestants: results }
}

/** Searches are compared by how many runs they make, so each is measured by itself. */
export const measureExhaustion = async (search: ExhaustionCase): Promise<ExhaustionRow> => {
  const { family, size, subject, crashes, isUnmerged } = search
  const about = { family, size, handler: subject.name, crashes, isUnmerged }
  const process = startWorker<ExhaustionFacts>(new URL("./exhaustion-worker.ts", import.meta.url), [
    nameOf(search),
  ])
  try {
    const { facts } = await process.warmUp()
    if (isUnmerged) return { ...about, ...facts }
    const { samplesMs } = await process.round()
    return { ...about, ...facts, time: summarize(samplesMs) }
  } finally {
    await process.end()
  }
}

export const measureThreads = async (): Promise<ThreadsRow[]> => {
  const rows: ThreadsRow[] = []
  for (const [search, handler] of Object.entries(THREADED_SEARCHES)) {
    rows.push(...(await measureThreadedSearch(search, handler)))
  }
  return rows
}

const measureThreadedSearch = async (search: string, handler: string): Promise<ThreadsRow[]> => {
  const contestants = THREADS.map((threads) => ({
    threads,
    process: startWorker<ThreadsFacts>(new URL("./threads/worker.ts", import.meta.url), [
      search,
      String(threads),
    ]),
    samplesMs: [] as number[],
    schedules: 0,
  }))
  await inTurns<ThreadsFacts, (typeof contestants)[number]>(
    contestants,
    THREADS_ROUNDS,
    (contestant, { samplesMs, facts }) => {
      contestant.samplesMs.push(...samplesMs)
      contestant.schedules = facts.schedules
    },
  )
  return contestants.map(({ threads, schedules, samplesMs }) => ({
    handler,
    threads,
    schedules,
    time: summarize(samplesMs),
  }))
}

const startWorker = <Facts>(worker: URL, args: readonly string[]): ContestantProcess<Facts> =>
  new ContestantProcess<Facts>(fileURLToPath(worker), args)
