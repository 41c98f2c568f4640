import { hasDeviations } from "../../schedule/policies/random/deviation-weights.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"

/** What the smallest probability depends on. */
export interface BugSize {
  /** How many chains a run has: w. */
  readonly chains: number
  /** How many events, of which only those count that something is decided at: n. */
  readonly events: number
  /** How many events have to come in an order for the bug: d. */
  readonly depth: number
}

/**
 * The smallest probability with which one run by priorities finds a bug: 1 / (w^2 n^(d-1)), from Ozkan
 * et al., "Randomized Testing of Distributed Systems with Probabilistic Guarantees" (OOPSLA 2018). For 4
 * chains, 20 events and depth 3 it is 1/6400.
 *
 * Deviation: the chains, and with them w, are estimates; see {@link OnlineChains}.
 */
export function smallestProbability({ chains, events, depth }: BugSize): number {
  return 1 / (Math.max(1, chains) ** 2 * Math.max(1, events) ** (depth - 1))
}

/** How many runs find such a bug with a probability of at least `confidence`, which is less than 1. */
export function runsToFind(size: BugSize, confidence = 0.95): number {
  const runs = Math.log1p(-confidence) / Math.log1p(-smallestProbability(size))
  return Math.max(1, Math.ceil(runs))
}

/** The largest probability with which such a bug has not been found in so many runs. */
export function escapeProbability(size: BugSize, runs: number): number {
  return (1 - smallestProbability(size)) ** runs
}

/**
 * Whether a run counts for bugs of this depth: it goes by priorities, and nothing that a plain run
 * never does comes between. What is said of those that deviate would be a guess.
 */
export function countsForDepth({ prefix, policy, space }: RunPlan, depth: number): boolean {
  if (space.draw !== undefined || prefix.length > 0) return false
  return policy.kind === "priorities" && policy.depth === depth && !hasDeviations(policy.weights)
}
