import { ENVIRONMENT_SUFFIX, type Perturbation, perturbationOf } from "../play/perturbation.ts"
import type { SourceKind } from "../play/trace.ts"

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/**
 * For each source of nondeterminism, surroundings that differ from those of a replay in nothing else.
 *
 * @param sinceStart virtual milliseconds that the recorded run had taken.
 */
export function otherSurroundings(
  replayed: Perturbation,
  sinceStart: number,
): readonly (readonly [SourceKind, readonly Partial<Perturbation>[]])[] {
  return [
    ["clock", [...otherClocks(replayed, sinceStart), ...otherSpeeds(sinceStart)]],
    ["lambda-context", otherInvocations(sinceStart)],
    ["random", otherRandomness(replayed)],
    [
      "environment",
      [{ environmentSuffix: replayed.environmentSuffix === "" ? ENVIRONMENT_SUFFIX : "" }],
    ],
  ]
}

/** Timers fire when they did not, or the other way round; code that awaits one may hang by that. */
export const OTHER_TIMERS: readonly Partial<Perturbation>[] = [
  { timers: "at once" },
  { timers: "never" },
]

function otherClocks({ clockOffsetMs }: Perturbation, sinceStart: number): Partial<Perturbation>[] {
  return [-sinceStart, 0, ...[0, 1, 2, 3, 4, 5].map((n) => perturbationOf(n).clockOffsetMs)]
    .filter((offset, index, all) => offset !== clockOffsetMs && all.indexOf(offset) === index)
    .map((offset) => ({ clockOffsetMs: offset }))
}

/** A stopwatch does not see how late it is, only how fast the clock goes. */
function otherSpeeds(sinceStart: number): Partial<Perturbation>[] {
  return [sinceStart, 1, SECOND_MS, MINUTE_MS, 60 * MINUTE_MS].map((clockStepMs) => ({
    clockStepMs,
  }))
}

function otherInvocations(sinceStart: number): Partial<Perturbation>[] {
  const fullMs = 15 * MINUTE_MS
  const left = [fullMs - sinceStart, 10 * MINUTE_MS, 5 * MINUTE_MS, MINUTE_MS, SECOND_MS, 1]
  return [
    { requestId: "11111111-1111-4111-8111-111111111111" },
    ...left.filter((ms) => ms > 0).map((remainingMs) => ({ remainingMs })),
  ]
}

function otherRandomness({ random, seed }: Perturbation): Partial<Perturbation>[] {
  return [
    { random: random === "low" ? "high" : "low" },
    { seed: `${seed}/other` },
    { seed: `${seed}/another`, random: random === "low" ? "high" : "low" },
  ]
}
