import type { Chooser } from "../../world/events/chooser.ts"
import { oldestFirst } from "../../world/events/chooser.ts"
import type { PolicySpec } from "./policy-spec.ts"
import { crashWhenRecorded } from "./crash-when-recorded.ts"
import { inOrder } from "./in-order.ts"
import { livingFirst } from "./living-first.ts"
import { neighbourFirst } from "./neighbour-first.ts"
import { newestBodyFirst, newestFirst } from "./newest-first.ts"
import { randomPolicy } from "./random-policy.ts"

/** Makes a policy of its description; one that remembers something begins anew. */
export function createPolicy(spec: PolicySpec): Chooser {
  switch (spec.kind) {
    case "oldest-first":
      return oldestFirst
    case "newest-first":
      return newestFirst
    case "newest-body-first":
      return newestBodyFirst()
    case "living-first":
      return livingFirst
    case "neighbour-first":
      return neighbourFirst
    case "always-replay":
      return crashWhenRecorded(spec.order === "newest-first" ? newestFirst : oldestFirst)
    case "in-order":
      return inOrder(spec.keys)
    case "uniform":
    case "weighted-walk":
    case "priorities":
    case "starve":
      return randomPolicy(spec)
    default:
      return spec satisfies never
  }
}
