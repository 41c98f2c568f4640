import { CONTEXT, type RunOutcome } from "../invariants/outcome.ts"
import type { RunReport } from "./run-report.ts"
import type { VaryingPlaces } from "./varying.ts"

/** An outcome, and the schedule of a run that has it. */
export type OutcomeExample = Pick<RunReport, "chosen" | "space"> &
  Pick<RunOutcome, "value" | "form">

/** The outcomes of the runs without faults, and the operations that they record. */
export class OutcomeSet {
  readonly #varying: VaryingPlaces
  #examples: Map<string, OutcomeExample> = new Map()
  /** By what they record besides contexts, the contexts. */
  readonly #operations: Map<string, ReadonlySet<string>[]> = new Map()

  /** @param varying where outcomes depend on the time or on chance, and are not compared. */
  constructor(varying: VaryingPlaces) {
    this.#varying = varying
  }

  get size(): number {
    return this.#examples.size
  }

  /** One run for each outcome, in the order in which they were found. */
  get examples(): readonly OutcomeExample[] {
    return [...this.#examples.values()]
  }

  /** More places vary than was known: outcomes that differ there only are one. */
  varyingHasGrown(): void {
    const examples = this.#examples.values()
    this.#examples = new Map()
    for (const example of examples) this.#addExample(example)
  }

  add({ outcome, chosen, space }: RunReport): void {
    if (outcome === undefined) return
    this.#addExample({ value: outcome.value, form: outcome.form, chosen, space })
    if (this.hasOperations(outcome)) return
    const { key: others, contexts } = partsOf(outcome)
    this.#operations.set(others, [...(this.#operations.get(others) ?? []), new Set(contexts)])
  }

  has(outcome: RunOutcome): boolean {
    return this.#examples.has(this.keyOf(outcome))
  }

  /**
   * Whether a run without faults records the same. It may record contexts more: the SDK waits for what is
   * in a context and not for the context itself, so a fault may keep one from being recorded.
   */
  hasOperations(outcome: RunOutcome): boolean {
    const { key, contexts } = partsOf(outcome)
    const known = this.#operations.get(key) ?? []
    return known.some((each) => contexts.every((context) => each.has(context)))
  }

  keyOf({ form }: Pick<RunOutcome, "form">): string {
    return JSON.stringify(this.#varying.mask(form))
  }

  #addExample(example: OutcomeExample): void {
    const key = this.keyOf(example)
    if (!this.#examples.has(key)) this.#examples.set(key, example)
  }
}

/** In no order: that is up to the schedule. */
function partsOf({ operations }: RunOutcome): {
  readonly key: string
  readonly contexts: readonly string[]
} {
  const contexts = operations.filter((each) => each.startsWith(CONTEXT))
  const others = operations.filter((each) => !each.startsWith(CONTEXT))
  return { key: others.toSorted().join("\n"), contexts }
}
