/** The kinds of search, cheapest first. */
export const TIERS = [
  "baseline",
  "orders",
  "always-replay",
  "sweep",
  "systematic",
  "random",
] as const

export type Tier = (typeof TIERS)[number]
