import { outcomeKey } from "./outcome.ts"
import type { RunOutcome, RunReport } from "./run-report.ts"

/** The outcomes of the runs without faults, and the operations that they record. */
export class OutcomeSet {
  readonly #volatile: ReadonlySet<string>
  readonly #examples: Map<string, { readonly value: unknown; readonly chosen: readonly number[] }> =
    new Map()
  readonly #operations: Set<string> = new Set()

  /** @param volatile where outcomes depend on the time or on chance, and are not compared. */
  constructor(volatile: readonly string[]) {
    this.#volatile = new Set(volatile)
  }

  get size(): number {
    return this.#examples.size
  }

  /** One run for each outcome, in the order in which they were found. */
  get examples(): readonly { readonly value: unknown; readonly chosen: readonly number[] }[] {
    return [...this.#examples.values()]
  }

  add({ outcome, chosen }: RunReport): void {
    if (outcome === undefined) return
    const key = this.keyOf(outcome)
    if (!this.#examples.has(key)) this.#examples.set(key, { value: outcome.value, chosen })
    this.#operations.add(operationsKey(outcome))
  }

  has(outcome: RunOutcome): boolean {
    return this.#examples.has(this.keyOf(outcome))
  }

  hasOperations(outcome: RunOutcome): boolean {
    return this.#operations.has(operationsKey(outcome))
  }

  keyOf({ value }: Pick<RunOutcome, "value">): string {
    return outcomeKey(value, this.#volatile)
  }
}

/** In no order: that is up to the schedule. */
function operationsKey({ operations }: RunOutcome): string {
  return operations.toSorted().join("\n")
}
