import type { ChoiceKind } from "../world/events/chooser.ts"
import type { InvariantName } from "./invariant-name.ts"

/** What came of one run, as data: nothing of it holds on to the world that it was made in. */
export interface RunReport {
  readonly end: "ended" | "failed" | "merged"
  readonly chosen: readonly number[]
  readonly counts: readonly number[]
  readonly faultsFrom: readonly number[]
  readonly fingerprint: number
  /** The kinds of the options at each decision, where the plan asks for them. */
  readonly kinds: readonly (readonly ChoiceKind[])[] | undefined
  /**
   * What was chosen, by label: the order in which things happened. Only of a run with faults or cold
   * starts, whose outcome may have to be explained.
   */
  readonly labels: readonly string[]
  /** The same of what was recorded, in a run with faults. */
  readonly recordedOrder: readonly string[]
  readonly faults: number
  /** What the attempts drew whose bodies ran again, in their last run; see `StepBodies`. */
  readonly lastDraws: Readonly<Record<string, number>>
  /** Invocations that began in a new container although a warm one was there. */
  readonly coldStarts: number
  /** Absent for a run that has not ended. */
  readonly outcome: RunOutcome | undefined
  /** What is wrong with this run by itself, whatever others do. */
  readonly violations: readonly Violation[]
  /** What was seen, by name. */
  readonly marks: Readonly<Record<string, number>>
  /** The states in which an invocation began after the prefix. */
  readonly states: readonly MergeableState[]
}

/** A state from which any two runs go on alike. */
export interface MergeableState {
  /** How many decisions had been made. */
  readonly position: number
  readonly key: string
}

export interface RunOutcome {
  /** Status, result, error and outside world, as JSON that is the same for the same. */
  readonly value: unknown
  /** The same up to renaming of what the run drew or read from its clock: outcomes are compared by it. */
  readonly form: unknown
  /** The operations that were recorded, by id, type and name. */
  readonly operations: readonly string[]
  /** An attempt of a step was interrupted, and the handler was told so. */
  readonly isInterrupted: boolean
  /** One interruption after the other has used up all attempts of a step that runs at most once. */
  readonly isExhausted: boolean
}

/** Something that must not be. */
export interface Violation {
  readonly invariant: InvariantName
  /** What happened, in a sentence. */
  readonly message: string
  /** The operation that it is about. */
  readonly operation: string | undefined
  /** Tells two bugs apart; shrinking keeps it. */
  readonly signature: string
}
