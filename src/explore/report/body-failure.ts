import type { Outcome } from "../invariants/outcome.ts"

/** Where the execution ends if the body of one step fails for good. */
export interface BodyFailure {
  /** The name of the step, or else its path. */
  readonly operation: string
  /** How runs ended in which nothing else went wrong, each end once. */
  readonly outcomes: readonly Outcome[]
}
