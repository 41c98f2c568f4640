import type { EnabledEvent } from "../world/events/chooser.ts"
import type { DecisionLog } from "./decision-log.ts"
import type { RunPlan } from "./run-plan.ts"
import { planOf, type Schedule } from "./schedule.ts"
import { ScheduleDivergedError } from "./schedule-diverged-error.ts"
import type { StoredFailure } from "./stored-failure.ts"

/** Holds a run against the schedule that it is to repeat. */
export class StrictReplay {
  readonly #schedule: Schedule
  readonly #decisions: StoredFailure["decisions"] | undefined

  /** @param decisions what could happen at each decision, where that is known. */
  constructor(schedule: Schedule, decisions?: StoredFailure["decisions"]) {
    this.#schedule = schedule
    this.#decisions = decisions
  }

  get plan(): RunPlan {
    return planOf(this.#schedule)
  }

  /** @throws {ScheduleDivergedError} if what can happen is not what could happen then. */
  readonly check = (position: number, enabled: readonly EnabledEvent[]): void => {
    const { choices, counts } = this.#schedule
    const options = this.#decisions?.[position]?.options
    const choice = choices[position] ?? 0
    const count = options?.length ?? (choice === 0 ? undefined : counts?.[position])
    const isAlike =
      options === undefined
        ? count === undefined || count === enabled.length
        : options.join("\n") === enabled.map(({ label }) => label).join("\n")
    if (isAlike && choice < enabled.length) return
    throw ScheduleDivergedError.atDecision(position, { choice, count, options }, enabled)
  }

  /** @throws {ScheduleDivergedError} if the run took another course all the same. */
  assertSame({ chosen, fingerprint }: DecisionLog): void {
    const { choices, fingerprint: recorded } = this.#schedule
    if (chosen.length < choices.length) {
      throw ScheduleDivergedError.ended(chosen.length, choices.length)
    }
    if (recorded !== undefined && recorded !== fingerprint) throw ScheduleDivergedError.unlike()
  }
}
