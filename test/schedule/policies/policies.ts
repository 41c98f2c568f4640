import type { DeviationWeights } from "../../../src/schedule/policies/random/deviation-weights.ts"
import type { PolicySpec, RandomPolicySpec } from "../../../src/schedule/policies/policy-spec.ts"
import { FAULT_KINDS } from "../../../src/world/events/fault-kind.ts"

export type SpecOf<Spec> = (seed: number, weights: DeviationWeights) => Spec

/** Everything, and often. */
export const HEAVY: DeviationWeights = {
  early: 0.3,
  postpone: 0.3,
  "cold-start": 0.3,
  ...Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0.05])),
}

const LENGTHS = { "1": 2, "2": 1, "3": 1, replies: 4 }

export const RANDOM_POLICIES: Readonly<Record<string, SpecOf<RandomPolicySpec>>> = {
  uniform: (seed, weights) => ({ kind: "uniform", seed, weights }),
  "weighted-walk": (seed, weights) => ({
    kind: "weighted-walk",
    seed,
    weights,
    chainLengths: LENGTHS,
  }),
  "weighted-walk that knows nothing": (seed, weights) => ({
    kind: "weighted-walk",
    seed,
    weights,
    chainLengths: {},
  }),
  "priorities, depth 2": (seed, weights) => priorities(2, seed, weights),
  "priorities, depth 3": (seed, weights) => priorities(3, seed, weights),
  starve: (seed, weights) => ({ kind: "starve", seed, weights }),
}

function priorities(depth: number, seed: number, weights: DeviationWeights): RandomPolicySpec {
  return { kind: "priorities", seed, weights, depth, length: 8 }
}

/** Those that leave nothing to chance. They choose no fault, except for the one whose point that is. */
const FIXED_POLICIES: Readonly<Record<string, PolicySpec>> = {
  "oldest-first": { kind: "oldest-first" },
  "newest-first": { kind: "newest-first" },
  "newest-body-first": { kind: "newest-body-first" },
  "always-replay, oldest first": { kind: "always-replay", order: "oldest-first" },
  "always-replay, newest first": { kind: "always-replay", order: "newest-first" },
  "in-order": {
    kind: "in-order",
    keys: ["settle body 2", "reply request checkpoint", "settle body 1"],
  },
}

export const ALL_POLICIES: Readonly<Record<string, SpecOf<PolicySpec>>> = {
  ...RANDOM_POLICIES,
  ...Object.fromEntries(Object.entries(FIXED_POLICIES).map(([name, spec]) => [name, () => spec])),
}
