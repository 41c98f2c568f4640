import type { Outcome } from "../invariants/outcome.ts"
import type { Violation } from "../invariants/violation.ts"
import type { BodyFailure } from "../report/ways-to-end.ts"
import { describeEnd } from "../report/outcome-text.ts"
import type { RunReport } from "./run-report.ts"

/** Keeps what becomes of executions in which the body of a step has failed for good, and nothing else. */
export class FailedBodies {
  readonly #ends: Map<string, Map<string, Outcome>> = new Map()

  note({ failedBodies, faults, outcome }: RunReport): void {
    const [operation] = failedBodies
    if (operation === undefined || faults > 1 || outcome === undefined) return
    const value = outcome.value as Outcome
    const ends = this.#ends.get(operation) ?? new Map<string, Outcome>()
    const end = describeEnd(value)
    if (!ends.has(end)) ends.set(end, value)
    this.#ends.set(operation, ends)
  }

  get all(): readonly BodyFailure[] {
    return [...this.#ends].map(([operation, ends]) => ({
      operation,
      outcomes: [...ends.values()],
    }))
  }
}

/** A body has failed for good, and the execution succeeds as if it had not. */
export function hiddenFailure(
  failedBodies: readonly string[],
  outcome: Outcome,
): Violation | undefined {
  const [operation] = failedBodies
  if (operation === undefined || outcome.status !== "SUCCEEDED") return undefined
  return {
    invariant: "failures-surface",
    message:
      `the body of step ${JSON.stringify(operation)} fails in each of its attempts, and the ` +
      `execution ends ${describeEnd(outcome)}`,
    operation,
    signature: `failures-surface ${operation}`,
  }
}
