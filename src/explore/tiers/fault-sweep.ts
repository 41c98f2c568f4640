import type { ChoiceKind } from "../../world/events/chooser.ts"
import { isFaultKind } from "../../world/events/fault-kind.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { PolicySpec } from "../../schedule/policies/policy-spec.ts"
import type { RunReport } from "../oracle/run-report.ts"
import type { ScheduleSpace } from "../../schedule/format/schedule-space.ts"
import type { Strategy } from "./strategy.ts"

/** The orders in which everything goes on but for one fault. */
const BASES: readonly PolicySpec[] = [
  { kind: "oldest-first" },
  { kind: "newest-first" },
  { kind: "newest-body-first" },
]

/** After these something goes on beside what was there: they are also run with that ahead. */
const WITH_OTHER_AHEAD: ReadonlyMap<ChoiceKind, PolicySpec> = new Map<ChoiceKind, PolicySpec>([
  ["late-reply", { kind: "living-first" }],
  ["shared-container", { kind: "neighbour-first" }],
])

/**
 * One fault of every kind at every decision of a few orders, as SQLite fails its n-th call for every n:
 * the run of an order without faults says where one could strike, and each of these is run once.
 */
export class FaultSweep implements Strategy {
  readonly tier = "sweep"
  readonly known = undefined
  readonly #space: ScheduleSpace
  readonly #bases: RunPlan[]
  readonly #strikes: RunPlan[] = []

  constructor(space: ScheduleSpace) {
    this.#space = space
    this.#bases = BASES.map((policy) => ({ space, prefix: [], policy, wantsKinds: true }))
  }

  get isComplete(): boolean {
    return this.#bases.length === 0 && this.#strikes.length === 0
  }

  get pending(): number {
    return this.#bases.length + this.#strikes.length
  }

  next(count: number): readonly RunPlan[] {
    if (this.#bases.length > 0) return this.#bases.splice(0, count)
    return this.#strikes.splice(0, count)
  }

  take({ policy, wantsKinds }: RunPlan, { chosen, kinds = [] }: RunReport): void {
    if (wantsKinds !== true) return
    kinds.forEach((options, position) => {
      options.forEach((kind, choice) => {
        if (!isFaultKind(kind)) return
        const prefix = [...chosen.slice(0, position), choice]
        this.#strikes.push({ space: this.#space, prefix, policy })
        const ahead = WITH_OTHER_AHEAD.get(kind)
        if (policy.kind !== "oldest-first" || ahead === undefined) return
        this.#strikes.push({ space: this.#space, prefix, policy: ahead })
      })
    })
  }
}
