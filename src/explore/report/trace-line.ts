/** One thing that happened in a run, for people. */
export interface TraceLine {
  /** 1 for the first. */
  readonly number: number
  /** The invocation that it belongs to, 1 for the first; undefined for the service and the world. */
  readonly invocation: number | undefined
  /** What it happened to: a step, a checkpoint, a callback. */
  readonly subject: string
  readonly detail: string
  /** Virtual milliseconds since the start. */
  readonly elapsedMs: number
  /** What the plain run would have done instead; undefined where this is what it does. */
  readonly insteadOf: string | undefined
  readonly isFault: boolean
  /** The number of the decision, 0 for the first; undefined where nothing else could happen. */
  readonly decision: number | undefined
}
