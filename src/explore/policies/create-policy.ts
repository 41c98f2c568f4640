import type { Chooser, EnabledEvent } from "../../simulation/chooser.ts"
import { oldestFirst } from "../../simulation/chooser.ts"
import type { PolicySpec } from "../run-plan.ts"
import { crashWhenRecorded } from "./crash-when-recorded.ts"
import { inOrder } from "./in-order.ts"
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
      return newestBodyFirst
    case "always-replay":
      return crashWhenRecorded(spec.order === "newest-first" ? newestFirst : oldestFirst)
    case "in-order":
      return inOrder(spec.labels)
    case "uniform":
    case "weighted-walk":
    case "priorities":
    case "starve":
      return randomPolicy(spec)
    default:
      return spec satisfies never
  }
}

/** What happens by itself, and in its order: the options of a plain run. */
export function plainOptions(enabled: readonly EnabledEvent[]): number {
  const first = enabled.findIndex(({ kind }, index) => index > 0 && !isPlain(kind))
  return first < 0 ? enabled.length : first
}

function isPlain(kind: EnabledEvent["kind"]): boolean {
  switch (kind) {
    case "settle":
    case "due":
    case "delivery":
    case "reply":
    case "timer":
    case "invoke":
    case "deadline":
    case "time":
      return true
    default:
      return false
  }
}
