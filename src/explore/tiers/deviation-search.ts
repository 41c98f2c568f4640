import type { Shard } from "../report/shard.ts"
import type { Tier } from "../report/tier.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport } from "../oracle/run-report.ts"
import type { ScheduleSpace } from "../../schedule/format/schedule-space.ts"
import type { Strategy } from "./strategy.ts"

/** A schedule that has not been run: another one up to a decision, and something else there. */
interface Pending {
  readonly parent: readonly number[]
  readonly position: number
  readonly choice: number
}

const ROOT: Pending = { parent: [], position: -1, choice: 0 }

/**
 * All schedules, those with the fewest deviations from the plain run first (delay bounding, Emmi et al.,
 * POPL 2011). A schedule is known by its choices other than 0, and each is run once:
 *
 *     0 deviations   .....            the plain run, with five decisions
 *     1              1.... .1... 2..  each other option at each of them
 *     2              1.1.. 1..1.      and again at each decision after that
 *
 * Two runs in which an invocation begins in the same persisted state go on alike (the heap is gone), so
 * only the first is led further. A state counts only where a run has left what was prescribed: on the
 * way there it passes states that its own siblings have still to be reached from.
 */
export class DeviationSearch implements Strategy {
  readonly tier: Tier
  readonly known: ReadonlySet<string> | undefined
  readonly #space: ScheduleSpace
  readonly #shard: Shard
  readonly #seen: Set<string> = new Set()
  #level: Pending[] = [ROOT]
  #position = 0
  #nextLevel: Pending[] = []
  #deviations = 0
  #children = 0

  constructor(
    tier: Tier,
    space: ScheduleSpace,
    options: {
      readonly merges: boolean
      readonly shard?: Shard
    },
  ) {
    this.tier = tier
    this.#space = space
    this.known = options.merges ? this.#seen : undefined
    this.#shard = options.shard ?? { index: 0, count: 1 }
  }

  /** How many persisted states were told apart. */
  get states(): number {
    return this.#seen.size
  }

  /** Every schedule with fewer deviations has been run. */
  get deviations(): number {
    return this.#deviations
  }

  get isComplete(): boolean {
    return this.#position >= this.#level.length && this.#nextLevel.length === 0
  }

  get pending(): number {
    return this.#level.length - this.#position + this.#nextLevel.length
  }

  next(count: number): readonly RunPlan[] {
    if (this.#position >= this.#level.length) this.#deepen()
    const pending = this.#level.slice(this.#position, this.#position + count)
    this.#position += pending.length
    return pending.map((each) => ({
      space: this.#space,
      prefix: prefixOf(each),
      policy: { kind: "oldest-first" },
    }))
  }

  take({ prefix }: RunPlan, report: RunReport): void {
    const end = this.#endOf(report)
    for (let position = prefix.length; position < end; position++) {
      const count = report.counts[position] ?? 0
      for (let choice = 1; choice < count; choice++) {
        if (prefix.length > 0 || this.#isOfThisShard()) {
          this.#nextLevel.push({ parent: prefix, position, choice })
        }
      }
    }
  }

  /** What follows the first state that is known is known too. */
  #endOf({ counts, states }: RunReport): number {
    if (this.known === undefined) return counts.length
    for (const { key, position } of states) {
      if (this.#seen.has(key)) return position
      this.#seen.add(key)
    }
    return counts.length
  }

  /** The branches of the plain run are dealt out among the shards. */
  #isOfThisShard(): boolean {
    return this.#children++ % this.#shard.count === this.#shard.index
  }

  #deepen(): void {
    if (this.#nextLevel.length === 0) return
    this.#level = this.#nextLevel
    this.#nextLevel = []
    this.#position = 0
    this.#deviations++
  }
}

function prefixOf({ parent, position, choice }: Pending): readonly number[] {
  if (position < 0) return parent
  const zeros = Array.from({ length: position - parent.length }, () => 0)
  return [...parent, ...zeros, choice]
}
