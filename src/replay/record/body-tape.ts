import type { OperationStore } from "../../world/globals/patch/probe.ts"
import { currentScope, type Scope } from "../../world/globals/patch/scope.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import { Invocation } from "../../world/invocation/invocation.ts"
import type { KeptOutcome } from "./body-outcomes.ts"

const MICROTASKS = 20

async function microtasks(): Promise<void> {
  for (let done = 0; done < MICROTASKS; done++) await Promise.resolve()
}

type OutcomeOf = (arn: string, operationId: string, attempt: number) => KeptOutcome | undefined

/**
 * Lets a run go as another one did without running the bodies of its steps: each body takes as long as
 * it took, and they settle with what and in the order in which they settled. What differs from that
 * run then depends on something else that the bodies do.
 */
export class BodyTape {
  readonly #outcomeOf: OutcomeOf
  /** Bodies that have to run, because what they do outside brings the run on. */
  readonly #running: ReadonlySet<string>
  readonly #waiting: Map<number, () => void> = new Map()
  #settled = 0

  constructor(outcomeOf: OutcomeOf, running: ReadonlySet<string>) {
    this.#outcomeOf = outcomeOf
    this.#running = running
  }

  async play(store: OperationStore, body: () => unknown): Promise<unknown> {
    const scope = currentScope()
    const arn = scope instanceof Invocation ? scope.identity.durableExecutionArn : undefined
    const id = hashOperationPath(store.contextId)
    const kept = this.#outcomeOf(arn ?? "", id, store.attempt)
    if (scope === undefined || kept === undefined) return body()
    if (this.#running.has(id)) {
      return Promise.resolve(body()).finally(() => this.#hasSettled(kept.rank))
    }
    if (kept.durationMs > 0) {
      await new Promise<void>((resolve) => void scope.schedule(kept.durationMs, resolve))
    }
    if (kept.rank > this.#settled) await this.#turnOf(kept.rank, scope)
    // The SDK takes some microtasks to see an outcome, fewer of one that it has waited for.
    void microtasks().then(() => this.#hasSettled(kept.rank))
    if (kept.outcome.kind === "threw") throw kept.outcome.error
    return kept.outcome.value
  }

  /** A body that settled before it may not come at all, in a run that goes another way. */
  #turnOf(rank: number, scope: Scope): Promise<void> {
    return new Promise((resolve) => {
      const cancel = scope.schedule(1, resolve)
      this.#waiting.set(rank, () => {
        cancel()
        resolve()
      })
    })
  }

  #hasSettled(rank: number): void {
    this.#settled = Math.max(this.#settled, rank + 1)
    for (const [waiting, letGo] of this.#waiting) {
      if (waiting > this.#settled) continue
      this.#waiting.delete(waiting)
      letGo()
    }
  }
}
