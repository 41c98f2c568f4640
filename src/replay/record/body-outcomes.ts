import type { OperationStore } from "../../world/globals/patch/probe.ts"
import { currentScope } from "../../world/globals/patch/scope.ts"
import { Invocation } from "../../world/invocation/invocation.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { BodyOutcome } from "../history/body-outcome.ts"

/** What came out of the bodies of a run, so that a replay can go on from it without running them. */
export class BodyOutcomes {
  readonly #kept: Map<string, { readonly outcome: BodyOutcome; readonly text: string }> = new Map()

  async keep(store: OperationStore, body: () => unknown): Promise<unknown> {
    const scope = currentScope()
    const arn = scope instanceof Invocation ? scope.identity.durableExecutionArn : undefined
    const key = keyOf(arn ?? "", hashOperationPath(store.contextId), store.attempt)
    // What comes out of a body after its invocation has ended reaches nobody.
    const note = (outcome: BodyOutcome, text: string): void => {
      if (scope?.frozen !== true) this.#kept.set(key, { outcome, text })
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

  /** Undefined for a body that never ended, or whose outcome was changed after it had ended. */
  of(arn: string, operationId: string, attempt: number): BodyOutcome | undefined {
    const kept = this.#kept.get(keyOf(arn, operationId, attempt))
    if (kept === undefined) return undefined
    const { outcome, text } = kept
    const now = textOf(outcome.kind === "returned" ? outcome.value : outcome.error)
    return now === text ? outcome : undefined
  }
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
