/** A string member of the model. Lengths are in UTF-16 units, as AWS counts them. */
export interface StringConstraint {
  readonly required: boolean
  readonly minLength: number | undefined
  readonly maxLength: number | undefined
  /** As the model has it, and as messages print it: without anchors. */
  readonly pattern: string | undefined
  /** The same for the value as a whole. */
  readonly matches: RegExp | undefined
}

export interface IntegerConstraint {
  readonly min?: number
  readonly max?: number
}
