import { showValue } from "../text/values/show-value.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import type { ScheduleSpace } from "./format/schedule-space.ts"
import { formatSchedule, parseSchedule } from "./format/schedule-text.ts"
import type { RunPlan } from "./run-plan.ts"
import { withoutTrailingZeros } from "./shrink/choice-order.ts"

/**
 * Which of the things that can happen in a run do happen, as a sequence of choices: at every moment at
 * which more than one thing can happen, the number of the one that does. What is not chosen any more is
 * 0, the oldest event without a fault; so the empty schedule is the plain run, and every sequence of
 * numbers is a schedule.
 *
 * As text it is short enough for an environment variable: `d2.es-fc.0x4.2-5.k3f` is what may be chosen
 * (early and slow events, crashes), four times 0, choice 2 of 5, and a checksum.
 */
export class Schedule {
  readonly space: ScheduleSpace
  readonly choices: readonly number[]
  /** How many options there were at each choice, where that is known. */
  readonly counts: readonly number[] | undefined
  /** What the enabled events were, as a number; where that is known. */
  readonly fingerprint: number | undefined

  /** @throws {InvalidArgumentError} for a choice that is no natural number. */
  constructor(
    space: ScheduleSpace,
    choices: readonly number[],
    known: { readonly counts?: readonly number[]; readonly fingerprint?: number } = {},
  ) {
    assertChoices(choices)
    this.space = space
    this.choices = withoutTrailingZeros(choices)
    // Of no choices it is the same whether their counts are known.
    this.counts =
      this.choices.length === 0 ? undefined : known.counts?.slice(0, this.choices.length)
    this.fingerprint = known.fingerprint
  }

  /** How many choices are not the plain one. */
  get deviations(): number {
    return this.choices.filter((choice) => choice !== 0).length
  }

  toString(): string {
    return formatSchedule(this)
  }

  /**
   * Reads what `toString` returns, and what the versions before have printed as `d1.…`.
   *
   * @throws {InvalidArgumentError} for what is no schedule.
   */
  static parse(text: string): Schedule {
    const { space, choices, counts, fingerprint } = parseSchedule(text)
    return new Schedule(space, choices, {
      ...(counts !== undefined && { counts }),
      ...(fingerprint !== undefined && { fingerprint }),
    })
  }
}

function assertChoices(choices: readonly number[]): void {
  const wrong = choices.findIndex((choice) => !Number.isSafeInteger(choice) || choice < 0)
  if (wrong < 0) return
  throw new InvalidArgumentError(
    "make a schedule",
    `choice ${wrong + 1} is ${showValue(choices[wrong])}`,
    "Choices are natural numbers: 0, 1, 2 and so on.",
  )
}

/** fast-check prints a value by this method of it: here, as the code that makes the schedule. */
Object.defineProperty(Schedule.prototype, Symbol.for("fast-check/toStringMethod"), {
  value(this: Schedule) {
    return `Schedule.parse(${JSON.stringify(String(this))})`
  },
})

/** The run that a schedule describes. */
export function planOf({ space, choices }: Schedule): RunPlan {
  return { space, prefix: choices, policy: { kind: "oldest-first" } }
}
