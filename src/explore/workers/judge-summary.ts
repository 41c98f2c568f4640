import type { JudgeParts } from "../oracle/local-executor.ts"

/** What runs are checked for, as data. */
export interface JudgeSummary {
  readonly invariants: readonly string[]
  readonly predicates: readonly string[]
}

export function summarize({ invariants, predicates }: JudgeParts): JudgeSummary {
  return {
    invariants: [...invariants],
    predicates: predicates.map(({ kind, name }) => `${kind}(${JSON.stringify(name)})`),
  }
}

/** What is checked here and not there, or there and not here, in words; undefined if it is the same. */
export function differenceOf(here: JudgeSummary, there: JudgeSummary): string | undefined {
  const ours = [...here.invariants, ...here.predicates]
  const theirs = [...there.invariants, ...there.predicates]
  const missing = ours.filter((each) => !theirs.includes(each))
  if (missing.length > 0) return `it does not check ${missing.join(", ")}`
  const extra = theirs.filter((each) => !ours.includes(each))
  return extra.length > 0 ? `it also checks ${extra.join(", ")}` : undefined
}
