import type { InvariantName } from "./invariant-name.ts"

/** An invariant that one run breaks. What becomes of it, see `Finding`. */
export interface Violation {
  readonly invariant: InvariantName
  /** What happened, in a sentence. */
  readonly message: string
  /** The operation that it is about. */
  readonly operation: string | undefined
  /** Tells two bugs apart; shrinking keeps it. */
  readonly signature: string
}
