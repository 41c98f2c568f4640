import { showValue } from "../text/values/show-value.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import type { ScheduleSpace } from "./format/schedule-space.ts"
import { formatSchedule, parseSchedule } from "./format/schedule-text.ts"
import type { RunPlan } from "./run-plan.ts"
import { withoutTrailingZeros } from "./shrink/choice-order.ts"

/**
 * The decisions of a run as a sequence of choices. Whenever more than one event is possible, a choice is the
 * number of the event that happens. After the last choice, every further one is 0, the oldest event without a
 * fault. The empty schedule is therefore the plain run, and every sequence of numbers is a schedule.
 *
 * As text, it is short enough for an environment variable. `d2.es-fc.0x4.2-5.k3f` contains the possible
 * choices (early and slow events, crashes), four times 0, choice 2 of 5, and a checksum.
 */
export class Schedule {
  readonly space: ScheduleSpace
  readonly choices: readonly number[]
  /** The number of options at each choice, if known. */
  readonly counts: readonly number[] | undefined
  /** A hash of the possible events, if known. */
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

  /** The number of choices other than 0. */
  get deviations(): number {
    return this.choices.filter((choice) => choice !== 0).length
  }

  toString(): string {
    return formatSchedule(this)
  }

  /**
   * Reads the text that `toString` returns, and the format `d1.…` of earlier versions.
   *
   * @throws {InvalidArgumentError} if the text is not a schedule.
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
