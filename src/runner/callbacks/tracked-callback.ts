import type { Instant } from "../../service/values/instant.ts"

/** A callback that a handler has created, as the history tells it. */
export interface TrackedCallback {
  readonly callbackId: string
  readonly executionArn: string
  /** The execution that was started from outside, and that has led to this one. */
  readonly rootArn: string
  readonly operationId: string
  /** The name the handler gave: to `createCallback`, or to the `waitForCallback` around it. */
  readonly name: string | undefined
  /** Names from the outermost context inwards, ending with the callback's own. */
  readonly path: readonly string[]
  /** 1 for the first callback of this name in the run, or in all that its root has led to. */
  readonly occurrence: number
  readonly createdAt: Instant
  /** The `waitForCallback` context it belongs to, if it is the callback of one. */
  readonly waitForCallbackId: string | undefined
  readonly timeoutSeconds: number | undefined
  readonly heartbeatTimeoutSeconds: number | undefined
  /** When the submitter of its `waitForCallback` had succeeded. */
  submittedAt: Instant | undefined
  status: "pending" | "succeeded" | "failed" | "timed out" | "closed with its execution"
}

export function isOpen(callback: TrackedCallback): boolean {
  return callback.status === "pending"
}

/** Whether an external system knows its id: a `waitForCallback` hands it over by its submitter. */
export function isHandedOver(callback: TrackedCallback): boolean {
  return callback.waitForCallbackId === undefined || callback.submittedAt !== undefined
}

/** How messages name a callback. */
export function labelOf({ name, occurrence }: TrackedCallback): string {
  return name === undefined ? `#${occurrence} of those without a name` : JSON.stringify(name)
}
