import type { FaultKind } from "../../../world/events/fault-kind.ts"

/**
 * What a plain run never does. `early` is an event that is not due yet: an answer from outside, or the
 * next invocation, while the function still runs; `hurry` is a timer of a body that fires early.
 */
export type DeviationKind = FaultKind | "early" | "postpone" | "hurry" | "cold-start"

/**
 * How probable a deviation of each kind is at a decision that offers one, from 0 to 1. A kind that is
 * not named does not happen.
 */
export type DeviationWeights = Readonly<Partial<Record<DeviationKind, number>>>

export function hasDeviations(weights: DeviationWeights): boolean {
  return Object.values(weights).some((weight) => weight > 0)
}
