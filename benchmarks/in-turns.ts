import type { ContestantProcess } from "./contestant-process.ts"
import type { WorkerReply } from "./serve-requests.ts"

type Samples<Facts> = Extract<WorkerReply<Facts>, { kind: "samples" }>

/**
 * Warms the contestants up and lets them take turns in rounds, so that a slow minute of the machine
 * hits all of them; a slow one has a single round. Their processes are ended, whatever happens.
 */
export const inTurns = async <
  Facts,
  Contestant extends { readonly process: ContestantProcess<Facts> },
>(
  contestants: readonly Contestant[],
  rounds: number,
  keep: (contestant: Contestant, samples: Samples<Facts>) => void,
): Promise<void> => {
  const slow = new Set<Contestant>()
  try {
    for (const contestant of contestants) {
      if ((await contestant.process.warmUp()).pace !== "fast") slow.add(contestant)
    }
    for (let round = 0; round < rounds; round++) {
      for (const contestant of contestants) {
        if (round > 0 && slow.has(contestant)) continue
        keep(contestant, await contestant.process.round())
      }
    }
  } finally {
    await Promise.all(contestants.map(({ process }) => process.end()))
  }
}
