import type { OperationStore } from "../../world/globals/patch/probe.ts"
import { currentScope } from "../../world/globals/patch/scope.ts"
import { Invocation } from "../../world/invocation/invocation.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { BodyOutcome } from "../history/body-outcome.ts"

/** An outcome, with its place among all that the bodies of the run came to. */
export interface KeptOutcome {
  readonly outcome: BodyOutcome
  /** 0 for the body that settled first. */
  readonly rank: number
  /** Virtual milliseconds that the body took. */
  readonly durationMs: number
}

/** What came out of the bodies of a run, so that a replay can go on from it without running them. */
export class BodyOutcomes {
  readonly #kept: Map<string, KeptOutcome & { rank: number; readonly text: string }> = new Map()

  #ended = 0

  async keep(store: OperationStore, body: () => unknown): Promise<unknown> {
    const scope = currentScope()
    const key = keyOfStore(store)
    const begunAt = scope?.now ?? 0
    // What comes out of a body after its invocation has ended reaches nobody.
    const note = (outcome: BodyOutcome, text: string): void => {
      if (scope?.frozen === true) return
      const durationMs = (scope?.now ?? 0) - begunAt
      this.#kept.set(key, { outcome, text, rank: this.#ended, durationMs })
    }
    try {
      const value = await body()
      note({ kind: "returned", value }, textOf(value))
      return value
    } catch (error) {
      note({ kind: "threw", error }, textOf(error))
      throw error
    }
  }

  /** The SDK is about to be told of the outcome that was kept for this body. */
  settle(store: OperationStore): void {
    const kept = this.#kept.get(keyOfStore(store))
    if (kept !== undefined && currentScope()?.frozen !== true) kept.rank = this.#ended++
  }

  /** Undefined for a body that never ended, or whose outcome was changed after it had ended. */
  of(arn: string, operationId: string, attempt: number): BodyOutcome | undefined {
    const kept = this.#kept.get(keyOf(arn, operationId, attempt))
    return kept === undefined || hasChanged(kept) ? undefined : kept.outcome
  }

  /** As {@link of}, with what was written of an outcome that was changed later. */
  settling(arn: string, operationId: string, attempt: number): KeptOutcome | undefined {
    const kept = this.#kept.get(keyOf(arn, operationId, attempt))
    if (kept === undefined || !hasChanged(kept)) return kept
    if (kept.outcome.kind === "threw") return undefined
    return { ...kept, outcome: { kind: "returned", value: JSON.parse(kept.text) as unknown } }
  }
}

function hasChanged({ outcome, text }: { outcome: BodyOutcome; text: string }): boolean {
  return textOf(outcome.kind === "returned" ? outcome.value : outcome.error) !== text
}

function keyOfStore({ contextId, attempt }: OperationStore): string {
  const scope = currentScope()
  const arn = scope instanceof Invocation ? scope.identity.durableExecutionArn : undefined
  return keyOf(arn ?? "", hashOperationPath(contextId), attempt)
}

function keyOf(arn: string, operationId: string, attempt: number): string {
  return `${arn} ${operationId} ${attempt}`
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "undefined"
  } catch {
    return "not JSON"
  }
}
