import type { Outcome } from "../invariants/outcome.ts"

/** An outcome of the runs without faults, and a run that has it. */
export interface LegalOutcome {
  readonly outcome: Outcome
  /** A schedule that leads to this outcome. */
  readonly schedule: string
  /** What distinguishes it from the outcome of the plain run; empty for that one. */
  readonly difference: string
  /** For a failure that other outcomes lack: the events that come in another order than in the plain run. */
  readonly order: readonly string[]
}

/** How the execution ends if the body of one step fails in every attempt. */
export interface BodyFailure {
  /** The name of the step; without a name, its path. */
  readonly operation: string
  /** The different ends of runs without any other fault. */
  readonly outcomes: readonly Outcome[]
}
