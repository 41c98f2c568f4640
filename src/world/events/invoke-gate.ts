import type { Instant } from "../../service/values/instant.ts"
import type { PendingInvocation } from "../../service/state/pending-invocation.ts"

/**
 * How long the target of a chained invoke takes to start while its caller still runs, in virtual
 * milliseconds. In the recorded histories a caller that only waits has suspended before its target
 * has ended; a caller that is busy with other work may get the outcome while it runs.
 */
const LONGEST_WAIT_FOR_CALLER_MS = 1_000

/** An invocation, as far as the gate looks at it. */
export interface RunningInvocation {
  readonly identity: { readonly durableExecutionArn?: string }
  /** The service has begun another one in its place. */
  readonly isGivenUp: boolean
}

/** Decides when the invocations that the service asks for may begin. */
export class InvokeGate {
  readonly #askedForAt: Map<string, Instant> = new Map()

  /** The instant from which `pending` may begin. */
  opensAt(
    pending: PendingInvocation,
    running: ReadonlySet<RunningInvocation>,
    now: Instant,
  ): Instant {
    const { invokedBy } = pending
    if (invokedBy === undefined) return now
    const key = pending.kind === "plain" ? pending.invocationId : pending.durableExecutionArn
    const askedForAt = this.#askedForAt.get(key) ?? now
    this.#askedForAt.set(key, askedForAt)
    for (const { identity, isGivenUp } of running) {
      if (isGivenUp || identity.durableExecutionArn !== invokedBy) continue
      return Math.max(now, askedForAt + LONGEST_WAIT_FOR_CALLER_MS)
    }
    return now
  }
}
