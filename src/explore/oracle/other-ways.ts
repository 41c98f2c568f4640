import type { RunPlan } from "../../schedule/run-plan.ts"
import type { Violation } from "../invariants/violation.ts"
import type { RunReport } from "./run-report.ts"

/** How many runs with operations that no other run has recorded are replayed. */
const MOST_REPLAY_CHECKS = 12

/**
 * Judges runs that end as others do, and have recorded other operations on their way there. That alone is
 * no violation: a body that runs again may decide otherwise, and an order without faults may be so rare
 * that nobody has seen it. But it may be a replay that goes another way, and replaying the run tells.
 */
export class OtherWays {
  readonly #diverges: (plan: RunPlan) => Promise<boolean>
  /** By the operations that were recorded. */
  readonly #known: Map<string, boolean> = new Map()

  /** @param diverges whether the replays of a run ask for something else than it has recorded. */
  constructor(diverges: (plan: RunPlan) => Promise<boolean>) {
    this.#diverges = diverges
  }

  /** @param isComplete whether every run without faults is known. */
  async check(
    { outcome, faults, chosen }: RunReport,
    plan: RunPlan,
    isComplete: boolean,
  ): Promise<Violation | undefined> {
    // Whoever handles an interruption goes a way that only a fault leads to.
    if (outcome === undefined || outcome.isInterrupted || faults === 0) return undefined
    const key = outcome.operations.toSorted().join(" ")
    let diverges = this.#known.get(key)
    if (diverges === undefined) {
      if (this.#known.size >= MOST_REPLAY_CHECKS) return undefined
      diverges = await this.#diverges({ ...plan, prefix: chosen, policy: { kind: "oldest-first" } })
      this.#known.set(key, diverges)
    }
    if (!diverges) return undefined
    return {
      invariant: "replay-determinism",
      message:
        "a replay takes another path: after a fault it requests operations that no run without faults " +
        `records${isComplete ? "" : ", as far as was looked"}`,
      operation: undefined,
      signature: "replay-determinism operations",
    }
  }
}
