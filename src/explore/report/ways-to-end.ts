import type { Outcome } from "../invariants/outcome.ts"

/** An outcome of the runs without faults, and a run that has it. */
export interface LegalOutcome {
  readonly outcome: Outcome
  /** Replays a run that ends so. */
  readonly schedule: string
  /** What distinguishes it from the outcome of the plain run; empty for that one. */
  readonly difference: string
  /** What happens in another order than in the plain run, for a failure that others do not have. */
  readonly order: readonly string[]
}

/** Where the execution ends if the body of one step fails for good. */
export interface BodyFailure {
  /** The name of the step, or else its path. */
  readonly operation: string
  /** How runs ended in which nothing else went wrong, each end once. */
  readonly outcomes: readonly Outcome[]
}
