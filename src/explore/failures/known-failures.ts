import { FailureStore } from "./failure-store.ts"
import type { StoredDecision } from "../../schedule/decision-log.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import { planOf, Schedule } from "../../schedule/schedule.ts"
import type { StoredFailure } from "./stored-failure.ts"

const DIRECTORY = ".durable/failures"

/** Where the failures of an exploration are stored, and under which name. */
export interface StoreOptions {
  readonly name?: string
  readonly failures?: string | false
}

/**
 * What explorations of the same name have found before. Only one that has a name stores anything: others
 * would take each other's failures for theirs.
 */
export class KnownFailures {
  readonly #store: FailureStore | undefined
  readonly #stored: readonly StoredFailure[]

  constructor({ name, failures }: StoreOptions) {
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
  decisionsOf(schedule: Schedule): readonly StoredDecision[] | undefined {
    const text = String(schedule)
    // An older version may have written it in another format.
    return this.#stored.find((failure) => String(Schedule.parse(failure.schedule)) === text)
      ?.decisions
  }

  save(failure: Omit<StoredFailure, "version">): void {
    // One that was stored, and is smaller now, takes the place of what it was.
    if (failure.foundBy === "stored") this.#forgetSame(failure.signature)
    this.#store?.save({ version: 1, ...failure })
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
