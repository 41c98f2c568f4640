import { comparePaths } from "../../service/values/compare-paths.ts"
import type { Chooser, EnabledEvent } from "../../world/events/chooser.ts"
import { keyOf } from "../../world/events/event-subject.ts"

/** Last in, first out, of what can happen at one instant by itself. */
export const newestFirst: Chooser = {
  choose(enabled) {
    const [{ at } = { at: 0 }] = enabled
    const newest = enabled.findLastIndex(
      ({ kind, at: dueAt }) =>
        dueAt <= at &&
        (kind === "settle" || kind === "delivery" || kind === "reply" || kind === "timer"),
    )
    return Math.max(0, newest)
  },
}

/** A body that polls for what another one does would go on alone for ever. */
const MOST_HURRIES = 8

/**
 * The bodies of steps settle last in, first out, and of those that await timers the one goes on first
 * that would be the last; everything else happens in its order.
 */
export function newestBodyFirst(): Chooser {
  const hurries = new Map<string, number>()
  const mayHurry = (event: EnabledEvent): boolean =>
    event.kind === "hurry" && (hurries.get(keyOf(event)) ?? 0) < MOST_HURRIES
  return {
    choose(enabled) {
      const first = enabled[0]?.kind
      if (first !== "settle" && first !== "time") return 0
      const settling = Math.max(
        enabled.findLastIndex(({ kind }) => kind === "settle"),
        0,
      )
      const index = enabled.findLastIndex(mayHurry)
      const hurried = enabled[index]
      if (hurried === undefined || !isNewer(hurried, enabled[settling])) return settling
      hurries.set(keyOf(hurried), (hurries.get(keyOf(hurried)) ?? 0) + 1)
      return index
    },
  }
}

/** The bodies of one context begin in the order of their paths, unless an earlier one comes late. */
function isNewer(event: EnabledEvent, other: EnabledEvent | undefined): boolean {
  if (event.subject.type !== "body" || other?.subject.type !== "body") return true
  return comparePaths(event.subject.path, other.subject.path) > 0
}
