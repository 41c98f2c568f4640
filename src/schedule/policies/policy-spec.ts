import type { DeviationWeights } from "./random/deviation-weights.ts"

/**
 * How a run chooses when nothing is prescribed any more. It is data, so that a run can be made in
 * another thread.
 */
export type PolicySpec =
  /** The oldest event, no fault. */
  | { readonly kind: "oldest-first" }
  /** The newest event, no fault. */
  | { readonly kind: "newest-first" }
  /** The newest of the bodies that are done; else the oldest event. */
  | { readonly kind: "newest-body-first" }
  /** The oldest event, but those of invocations that were given up come last. */
  | { readonly kind: "living-first" }
  /** The oldest event, but those of an execution that a schedule has begun come first. */
  | { readonly kind: "neighbour-first" }
  /** As `order` says, and a crash as soon as something is recorded. */
  | { readonly kind: "always-replay"; readonly order: "oldest-first" | "newest-first" }
  /** Events in the order of these keys, as far as they are enabled, and no fault. */
  | { readonly kind: "in-order"; readonly keys: readonly string[] }
  | RandomPolicySpec

/** What a policy that leaves things to chance needs. */
interface RandomPolicyBase {
  readonly seed: number
  /** How probable what a plain run never does is; the order is only among the rest. */
  readonly weights: DeviationWeights
}

/** A policy that leaves things to chance: the same numbers for the same seed. */
export type RandomPolicySpec =
  /** Any event with the same probability. */
  | ({ readonly kind: "uniform" } & RandomPolicyBase)
  /** Uniform over interleavings, estimated from how many events each chain has. */
  | ({
      readonly kind: "weighted-walk"
      readonly chainLengths: Readonly<Record<string, number>>
    } & RandomPolicyBase)
  /** Chains by random priorities that change at `depth - 1` random decisions of the first `length`. */
  | ({
      readonly kind: "priorities"
      readonly depth: number
      readonly length: number
    } & RandomPolicyBase)
  /** One chain waits as long as another can go on. */
  | ({ readonly kind: "starve" } & RandomPolicyBase)
