import type { Chooser } from "../../world/events/chooser.ts"

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

/** The bodies of steps settle last in, first out; everything else happens in its order. */
export const newestBodyFirst: Chooser = {
  choose(enabled) {
    if (enabled[0]?.kind !== "settle") return 0
    return enabled.findLastIndex(({ kind }) => kind === "settle")
  },
}
