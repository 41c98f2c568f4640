import type { Tier } from "../report/tier.ts"

/** A tier, and up to which part of the budget it may go. */
export interface Leg {
  readonly tier: Exclude<Tier, "baseline">
  readonly until: number
}

/**
 * The order of the tiers and their shares, by measurement (`npm run bench:find`): replaying always takes
 * four runs and the sweep a few for each decision, and between them they find most bugs. The orders of a
 * small handler are all run before that, which settles what is legal; of a larger one they wait.
 */
export const COURSE: readonly Leg[] = [
  { tier: "orders", until: 0.1 },
  { tier: "always-replay", until: 0.2 },
  { tier: "sweep", until: 0.6 },
  { tier: "orders", until: 0.7 },
  { tier: "systematic", until: 0.85 },
  { tier: "random", until: 1 },
]

/** The legs of the tiers that are run. These divide the whole budget among them, in the same proportion. */
export function legsOf(course: readonly Leg[], isRun: (tier: Leg["tier"]) => boolean): Leg[] {
  let before = 0
  let sum = 0
  const legs: Leg[] = []
  for (const { tier, until } of course) {
    const share = until - before
    before = until
    if (!isRun(tier)) continue
    sum += share
    legs.push({ tier, until: sum })
  }
  return legs.map(({ tier, until }) => ({ tier, until: until / sum }))
}
