import type { EnabledEvent } from "../world/events/chooser.ts"
import { labelOf } from "../world/events/event-label.ts"
import type { DecisionLog, StoredDecision } from "./decision-log.ts"
import type { RunPlan } from "./run-plan.ts"
import { planOf, type Schedule } from "./schedule.ts"
import { ScheduleDivergedError } from "./schedule-diverged-error.ts"

/** Holds a run against the schedule that it is to repeat. */
export class DivergenceCheck {
  readonly #schedule: Schedule
  readonly #decisions: readonly StoredDecision[] | undefined

  /** @param decisions what could happen at each decision, where that is known. */
  constructor(schedule: Schedule, decisions?: readonly StoredDecision[]) {
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
        : options.join("\n") === enabled.map((event) => labelOf(event)).join("\n")
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
