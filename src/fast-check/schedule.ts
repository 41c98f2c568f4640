import * as fc from "fast-check"
import { Schedule } from "../schedule/schedule.ts"
import type { ScheduleSpace } from "../schedule/format/schedule-space.ts"
import { boolean, listOf, oneOf, wholeNumber } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions } from "../text/options.ts"
import { FAULT_KINDS, type FaultKind, USUAL_FAULTS } from "../world/events/fault-kind.ts"
import { smallerChoices } from "../schedule/shrink/smaller-choices.ts"

/** Constraints of {@link schedule}. */
export interface ScheduleConstraints {
  /**
   * The kinds of faults. Default: all except those that `explore` tries only on request, plus time-outs. The kinds
   * `body-failure`, `late-reply`, `no-token`, `stop` and `wake` strike only if you name them.
   */
  readonly faults?: readonly FaultKind[]
  /** The largest number of faults in one run. Default 2. */
  readonly maxFaults?: number
  /** The largest number of choices; after them, the run continues as the plain run. Default 40. */
  readonly maxLength?: number
  /** Whether events that wait for an invocation to suspend may come before that. Default true. */
  readonly early?: boolean
  /** Whether a reply or a step body may take longer than the next thing that is due. Default true. */
  readonly slow?: boolean
  /**
   * Whether an invocation may start in a new container although a warm one exists. Default false: it only makes a
   * difference to a handler that is made for each container.
   */
  readonly coldStarts?: boolean
  /** The number of operations in a page of state. Default: the runner's. */
  readonly pageSize?: number
}

const CONSTRAINTS: OptionSpec<ScheduleConstraints> = {
  faults: listOf(oneOf(FAULT_KINDS)),
  maxFaults: wholeNumber(),
  maxLength: wholeNumber(),
  early: boolean(),
  slow: boolean(),
  coldStarts: boolean(),
  pageSize: wholeNumber(),
}

const DEFAULT_MAX_FAULTS = 2
const DEFAULT_MAX_LENGTH = 40
/** One choice in five is none that the plain run makes: runs stay near it, and shrink fast. */
const DEVIATES_ONE_IN = 5
/** More than a run of a few branches has options at once; larger ones are taken modulo that. */
const LARGEST_CHOICE = 15
const LARGEST_LIKELY_CHOICE = 4

/**
 * Generates schedules: the order of events, slow replies, and faults. A value is an immutable `Schedule`, for
 * `runner.runSchedule`. `examples` accepts any schedule, including one that a failure printed, and shrinks it.
 *
 * It shrinks as `explore` does: to fewer deviations from the plain run, then to fewer choices, then to
 * smaller ones.
 *
 * @example
 * ```ts
 * fc.asyncProperty(durable.schedule({ faults: ["crash"] }), async (schedule) => {
 *   const { status } = await new DurableTestRunner().runSchedule(schedule, handler)
 *   expect(status).toBe("SUCCEEDED")
 * })
 * ```
 * @throws {InvalidArgumentError} for a wrong or unknown constraint.
 */
export function schedule(constraints?: ScheduleConstraints): fc.Arbitrary<Schedule> {
  const read = readOptions("call durable.schedule", constraints, CONSTRAINTS)
  const { faults = USUAL_FAULTS, maxFaults = DEFAULT_MAX_FAULTS, pageSize } = read
  const { maxLength = DEFAULT_MAX_LENGTH, early = true, slow = true, coldStarts = false } = read
  const space = {
    faults: [...new Set(faults)],
    maxFaults,
    early,
    slow,
    coldStarts,
    anywhere: false,
    latencies: false,
    pageSize,
  }
  return new ScheduleArbitrary(space, maxLength)
}

class ScheduleArbitrary extends fc.Arbitrary<Schedule> {
  readonly #space: ScheduleSpace
  readonly #maxLength: number

  constructor(space: ScheduleSpace, maxLength: number) {
    super()
    this.#space = space
    this.#maxLength = maxLength
  }

  override generate(random: fc.Random): fc.Value<Schedule> {
    const length = random.nextInt(0, this.#maxLength)
    const choices = Array.from({ length }, () => choose(random))
    return new fc.Value(new Schedule(this.#space, choices), undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Schedule {
    return value instanceof Schedule
  }

  override shrink({ space, choices }: Schedule): fc.Stream<fc.Value<Schedule>> {
    const smaller = smallerChoices(choices)
    return new fc.Stream(smaller).map(
      (candidate) => new fc.Value(new Schedule(space, candidate), undefined),
    )
  }
}

function choose(random: fc.Random): number {
  if (random.nextInt(1, DEVIATES_ONE_IN) !== 1) return 0
  const isLikely = random.nextInt(0, 1) === 1
  return random.nextInt(1, isLikely ? LARGEST_LIKELY_CHOICE : LARGEST_CHOICE)
}
