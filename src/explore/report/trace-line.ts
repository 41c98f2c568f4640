/** One event of a run, as readable text. */
export interface TraceLine {
  /** 1 for the first. */
  readonly number: number
  /** The invocation of the event, 1 for the first; undefined for the service and the outside world. */
  readonly invocation: number | undefined
  /** The subject of the event: a step, a checkpoint, a callback. */
  readonly subject: string
  readonly detail: string
  /** Virtual milliseconds since the start. */
  readonly elapsedMs: number
  /** The event of the plain run at this place; undefined if it is the same. */
  readonly insteadOf: string | undefined
  readonly isFault: boolean
  /** The number of the decision, 0 for the first; undefined if no other event was possible. */
  readonly decision: number | undefined
}
