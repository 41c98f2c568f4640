import type { Chooser } from "../../world/events/chooser.ts"
import { SeededRandom } from "../../world/clock/seeded-random.ts"
import type { RandomPolicySpec } from "./policy-spec.ts"
import { deviating } from "./random/deviating.ts"
import { priorityWalk } from "./random/priority-walk.ts"
import { starvingWalk } from "./random/starving-walk.ts"
import { uniformWalk } from "./random/uniform-walk.ts"
import { weightedWalk } from "./random/weighted-walk.ts"

/** Deviations have random numbers of their own: without them the same seed gives the same order. */
export function randomPolicy(spec: RandomPolicySpec): Chooser {
  const order = orderOf(spec, new SeededRandom(`${spec.kind}/${spec.seed}/order`))
  const random = new SeededRandom(`${spec.kind}/${spec.seed}/deviations`)
  return deviating(order, spec.weights, random)
}

function orderOf(spec: RandomPolicySpec, random: SeededRandom): Chooser {
  switch (spec.kind) {
    case "uniform":
      return uniformWalk(random)
    case "weighted-walk":
      return weightedWalk(spec.chainLengths, random)
    case "priorities":
      return priorityWalk(spec, random)
    case "starve":
      return starvingWalk(random)
    default:
      return spec satisfies never
  }
}
