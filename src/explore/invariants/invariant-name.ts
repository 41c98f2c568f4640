/** What is checked in every run unless it is switched off. */
export const DEFAULT_INVARIANTS = [
  "termination",
  "replay-determinism",
  "exactly-once",
  "body-runs",
  "callbacks",
  "wake-up",
  "protocol",
  "crash-refinement",
  "time",
  "hygiene",
  "success",
] as const

/** What is checked where it is asked for. */
export const OPTIONAL_INVARIANTS = ["confluence", "module-isolation", "failures-surface"] as const

export type DefaultInvariant = (typeof DEFAULT_INVARIANTS)[number]
export type OptionalInvariant = (typeof OPTIONAL_INVARIANTS)[number]

/** `always` and `eventually` are the predicates of the test itself. */
export type InvariantName = DefaultInvariant | OptionalInvariant | "always" | "eventually"
