import { acquireProbes, releaseProbes } from "../../world/globals/patch/probe-patches.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import {
  carriesEnvironment,
  compareReplay,
  type Difference,
  type OutcomeDifference,
} from "./compare.ts"
import { askedDelay, keyOfDelay } from "./compare-outcomes.ts"
import { type Perturbation, perturbationOf } from "../play/perturbation.ts"
import { planReplays, type ReplayPoint } from "../history/replay-points.ts"
import { operationsOf } from "../history/operations.ts"
import type { History } from "../history/history.ts"
import { type Replay, replayInvocation } from "../play/replay-invocation.ts"

/** Up to this many points each is replayed twice, in surroundings that differ in everything. */
const FEW_POINTS = 40

export interface CheckedHistory {
  /** The first difference, with the replay that showed it. */
  readonly found:
    | {
        readonly difference: Difference
        readonly point: ReplayPoint
        readonly perturbation: Perturbation
        /** Delays of other steps that chance decides, by their keys. */
        readonly jitter: ReadonlySet<string>
      }
    | undefined
  readonly replays: number
}

/**
 * Replays the handler from every point of the history, until something differs that is not in `noted`.
 */
export async function checkHistory(
  handler: LambdaHandler,
  history: History,
  noted?: ReadonlySet<string>,
): Promise<CheckedHistory> {
  const operations = operationsOf(history)
  const points = planReplays(history)
  const rounds = points.length <= FEW_POINTS ? 2 : 1
  let replays = 0
  acquireProbes()
  try {
    for (const [index, point] of points.entries()) {
      for (let round = 0; round < rounds; round++) {
        const perturbation = perturbationOf(index + round)
        replays++
        const replayIn = async (surroundings: Perturbation): Promise<Replay> =>
          replayInvocation(handler, history, point, surroundings)
        const jitter = new Set<string>()
        const compare = (replay: Replay): Difference | undefined =>
          compareReplay(history, operations, replay, new Set([...(noted ?? []), ...jitter]))
        let replay = await replayIn(perturbation)
        let difference = compare(replay)
        // Names of tables and functions come from the environment; only decisions may not.
        if (difference !== undefined && carriesEnvironment(difference)) {
          replay = await replayIn({ ...perturbation, environmentSuffix: "" })
          difference = compare(replay)
        }
        let ends: readonly Replay[] | undefined
        // Several steps may have failed here, each with a delay of its own.
        while (difference?.kind === "outcome" && difference.field === "retry delay") {
          ends ??= [
            await replayIn({ ...perturbation, random: "lowest" }),
            await replayIn({ ...perturbation, random: "highest" }),
          ]
          if (!isJitter(difference, ends)) break
          jitter.add(keyOfDelay(difference))
          difference = compare(replay)
        }
        if (difference !== undefined) {
          return { found: { difference, point, perturbation, jitter }, replays }
        }
      }
    }
    return { found: undefined, replays }
  } finally {
    releaseProbes()
  }
}

/**
 * Whether the recorded delay is one of those that random numbers lead to, between the least and the
 * greatest. It is drawn once and recorded; so chance may decide it, unlike the clock.
 */
function isJitter(difference: OutcomeDifference, ends: readonly Replay[]): boolean {
  const { recorded = 0 } = difference.delays
  const delays = ends.map((end) => askedDelay(end, difference) ?? NaN)
  return recorded >= Math.min(...delays) && recorded <= Math.max(...delays)
}
