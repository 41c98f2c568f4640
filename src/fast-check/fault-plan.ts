import * as fc from "fast-check"
import type { ChoicePlan } from "../schedule/choice-plan.ts"
import type { ScheduleSpace } from "../schedule/format/schedule-space.ts"
import { listOf, oneOf, wholeNumber } from "../text/option-kinds.ts"
import { objectOf, type OptionSpec, readArgument, readOptions } from "../text/options.ts"
import type { Chooser, EnabledEvent } from "../world/events/chooser.ts"
import { FAULT_KINDS, type FaultKind, USUAL_FAULTS } from "../world/events/fault-kind.ts"
import { printedAsCode, toCode } from "./code.ts"

/** A fault and its moment. */
export interface Strike {
  readonly fault: FaultKind
  /**
   * The number of the moment, counted among those when this fault can strike, 1 for the first. If another
   * fault of the plan strikes then, this one strikes at the next moment.
   */
  readonly at: number
}

/** Constraints of `durable.faultPlan`. */
export interface FaultPlanConstraints {
  /**
   * The kinds of faults. Default: all except those that `explore` tries only on request, plus time-outs. The kinds
   * `body-failure`, `late-reply`, `no-token`, `stop` and `wake` strike only if you name them.
   */
  readonly faults?: readonly FaultKind[]
  /** The largest number of faults in one run. Default 2. */
  readonly maxFaults?: number
  /** The last moment when a fault strikes, counted among the moments when it can. Default 12. */
  readonly latest?: number
}

const MOMENT = wholeNumber({ least: 1, advice: "The first moment is 1." })

const CONSTRAINTS: OptionSpec<FaultPlanConstraints> = {
  faults: listOf(oneOf(FAULT_KINDS)),
  maxFaults: wholeNumber(),
  latest: MOMENT,
}

const STRIKE: OptionSpec<Strike> = { fault: oneOf(FAULT_KINDS), at: MOMENT }
const STRIKES = listOf(objectOf(STRIKE, ["fault", "at"]), "Pass a list of { fault, at }.")

const DEFAULT_MAX_FAULTS = 2
const DEFAULT_LATEST = 12

/**
 * The faults of a run, and their moments. Everything else is in order: the oldest event happens first, and
 * nothing is slow or early. Pass it to `runner.runSchedule`.
 */
export class FaultPlan implements ChoicePlan {
  readonly strikes: readonly Strike[]

  /** @throws {InvalidArgumentError} for an unknown fault, or an impossible moment. */
  constructor(strikes: readonly Strike[]) {
    this.strikes = readArgument("make a fault plan", "the list of strikes", strikes, STRIKES)
  }

  get space(): ScheduleSpace {
    return {
      early: false,
      slow: false,
      coldStarts: false,
      anywhere: false,
      latencies: false,
      faults: [...new Set(this.strikes.map(({ fault }) => fault))],
      maxFaults: this.strikes.length,
      pageSize: undefined,
    }
  }

  createChooser(): Chooser {
    return new StrikingChooser(this.strikes)
  }

  toString(): string {
    return `durable.faultPlan.of(${toCode(this.strikes)})`
  }
}

printedAsCode(FaultPlan)

/** The makers of fault plans: random ones, and the one that a failure has printed. */
export interface FaultPlanMaker {
  /**
   * Generates fault plans: the faults of a run and their moments, with everything else in order. They shrink to
   * fewer and earlier faults.
   *
   * @throws {InvalidArgumentError} for a wrong or unknown constraint.
   */
  (constraints?: FaultPlanConstraints): fc.Arbitrary<FaultPlan>
  /**
   * One fault plan, for `examples`.
   *
   * @example
   * ```ts
   * durable.faultPlan.of([{ fault: "crash", at: 3 }]) // at the third moment at which it can crash
   * ```
   */
  readonly of: (strikes: readonly Strike[]) => FaultPlan
}

export const faultPlan: FaultPlanMaker = Object.assign(arbitraryFaultPlan, {
  of: (strikes: readonly Strike[]): FaultPlan => new FaultPlan(strikes),
})

function arbitraryFaultPlan(constraints?: FaultPlanConstraints): fc.Arbitrary<FaultPlan> {
  const read = readOptions("call durable.faultPlan", constraints, CONSTRAINTS)
  const { faults = USUAL_FAULTS, maxFaults = DEFAULT_MAX_FAULTS, latest = DEFAULT_LATEST } = read
  if (faults.length === 0) return fc.constant(new FaultPlan([]))
  const strike = fc.tuple(fc.constantFrom(...faults), fc.integer({ min: 1, max: latest }))
  return fc.array(strike, { maxLength: maxFaults }).map(toPlan, fromPlan)
}

function toPlan(strikes: readonly (readonly [FaultKind, number])[]): FaultPlan {
  return new FaultPlan(strikes.map(([fault, at]) => ({ fault, at })))
}

function fromPlan(plan: unknown): [FaultKind, number][] {
  if (plan instanceof FaultPlan) return plan.strikes.map(({ fault, at }) => [fault, at])
  throw new TypeError("This is not a fault plan.")
}

/** Counts for each fault the moments at which it can strike. */
class StrikingChooser implements Chooser {
  readonly #moments: Map<FaultKind, number> = new Map()
  readonly #left: Strike[]

  constructor(strikes: readonly Strike[]) {
    this.#left = [...strikes]
  }

  choose(enabled: readonly EnabledEvent[]): number {
    const offered = FAULT_KINDS.filter((fault) => enabled.some(({ kind }) => kind === fault))
    for (const fault of offered) this.#moments.set(fault, (this.#moments.get(fault) ?? 0) + 1)
    const due = this.#left.findIndex(
      ({ fault, at }) => offered.includes(fault) && at <= (this.#moments.get(fault) ?? 0),
    )
    const strike = this.#left[due]
    if (strike === undefined) return 0
    this.#left.splice(due, 1)
    return enabled.findIndex(({ kind }) => kind === strike.fault)
  }
}
