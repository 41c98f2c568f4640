import type { ExplainedFinding } from "../explain-finding.ts"
import type { ExploreOptions } from "../options/explore-options.ts"
import { FailureStore } from "./failure-store.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import { planOf, type Schedule } from "../../schedule/schedule.ts"
import type { StoredFailure } from "../../schedule/stored-failure.ts"

const DIRECTORY = ".durable/failures"

/**
 * What explorations of the same name have found before. Only one that has a name stores anything: others
 * would take each other's failures for theirs.
 */
export class KnownFailures {
  readonly #store: FailureStore | undefined
  readonly #stored: readonly StoredFailure[]

  constructor({ name, failures }: Pick<ExploreOptions, "name" | "failures">) {
    this.#store =
      name === undefined || failures === false
        ? undefined
        : new FailureStore(failures ?? DIRECTORY, name)
    this.#stored = this.#store?.load() ?? []
  }

  get plans(): readonly RunPlan[] {
    return (this.#store?.schedulesOf(this.#stored) ?? []).map(planOf)
  }

  /** What could happen at each decision when a schedule was stored. */
  decisionsOf(schedule: Schedule): StoredFailure["decisions"] | undefined {
    return this.#stored.find((failure) => failure.schedule === String(schedule))?.decisions
  }

  save({ failure, decisions }: ExplainedFinding): void {
    const { schedule, violation, foundBy } = failure
    const { signature, message } = violation
    // One that was stored, and is smaller now, takes the place of what it was.
    if (foundBy === "stored") this.#forgetSame(signature)
    this.#store?.save({ version: 1, schedule, signature, message, foundBy, decisions })
  }

  /** None of them happens any more. */
  forgetAll(): void {
    for (const { schedule } of this.#stored) this.#store?.forget(schedule)
  }

  #forgetSame(signature: string): void {
    for (const failure of this.#stored) {
      if (failure.signature === signature) this.#store?.forget(failure.schedule)
    }
  }
}
