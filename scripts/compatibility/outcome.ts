/** What has come of a framework or a library. */
export type Outcome = "passed" | "failed" | "does not work" | "could not be installed"

/** A line of a table in `docs/compatibility.md`. */
export interface Row {
  readonly name: string
  readonly outcome: Outcome
  /** Why it does not work, or what of it does not. */
  readonly limitation: string | undefined
  /** The last column: what a user has to set up or to know. */
  readonly advice: string
}
