import { acquireProbes, releaseProbes } from "../simulation/globals/probe-patches.ts"
import type { LambdaHandler } from "../simulation/invocation.ts"
import { carriesEnvironment, compareReplay, type Difference } from "./compare.ts"
import { type Perturbation, perturbationOf } from "./perturbation.ts"
import { planReplays, type ReplayPoint } from "./plan.ts"
import { recordedOperations } from "./recorded-operation.ts"
import type { Recording } from "./recording.ts"
import { replayInvocation } from "./replay-invocation.ts"

/** Up to this many points each is replayed twice, in surroundings that differ in everything. */
const FEW_POINTS = 40

export interface CheckedRecording {
  /** The first difference, with the replay that showed it. */
  readonly found:
    | {
        readonly difference: Difference
        readonly point: ReplayPoint
        readonly perturbation: Perturbation
      }
    | undefined
  readonly replays: number
}

/** Replays the handler from every point of the recording, until something differs. */
export async function checkRecording(
  handler: LambdaHandler,
  recording: Recording,
): Promise<CheckedRecording> {
  const operations = recordedOperations(recording)
  const points = planReplays(recording)
  const rounds = points.length <= FEW_POINTS ? 2 : 1
  let replays = 0
  acquireProbes()
  try {
    for (const [index, point] of points.entries()) {
      for (let round = 0; round < rounds; round++) {
        const perturbation = perturbationOf(index + round)
        replays++
        const replayIn = async (surroundings: Perturbation): Promise<Difference | undefined> => {
          const replay = await replayInvocation(handler, recording, point, surroundings)
          return compareReplay(recording, operations, replay)
        }
        let difference = await replayIn(perturbation)
        // Names of tables and functions come from the environment; only decisions may not.
        if (difference !== undefined && carriesEnvironment(difference)) {
          difference = await replayIn({ ...perturbation, environmentSuffix: "" })
        }
        if (difference !== undefined) return { found: { difference, point, perturbation }, replays }
      }
    }
    return { found: undefined, replays }
  } finally {
    releaseProbes()
  }
}
