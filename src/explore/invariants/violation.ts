import type { InvariantName } from "./invariant-name.ts"

/** An invariant that one run breaks. What becomes of it, see `Finding`. */
export interface Violation {
  readonly invariant: InvariantName
  /** What happened, in a sentence. */
  readonly message: string
  /** The operation concerned. */
  readonly operation: string | undefined
  /** Distinguishes two bugs; shrinking keeps it. */
  readonly signature: string
}
