import * as fc from "fast-check"
import { Schedule } from "../schedule/schedule.ts"
import type { ScheduleSpace } from "../schedule/format/schedule-space.ts"
import { boolean, listOf, oneOf, wholeNumber } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions } from "../text/options.ts"
import { FAULT_KINDS, type FaultKind, USUAL_FAULTS } from "../world/events/fault-kind.ts"
import { smallerChoices } from "../schedule/shrink/smaller-choices.ts"

/** What the schedules of {@link schedule} may do. */
export interface ScheduleConstraints {
  /**
   * Which faults may strike. Default: all but those that `explore` tries on request only, and time-outs
   * too: `body-failure`, `late-reply`, `no-token`, `stop` and `wake` strike where they are named.
   */
  readonly faults?: readonly FaultKind[]
  /** How many faults may strike in one run. Default 2. */
  readonly maxFaults?: number
  /** How many choices a schedule has at most; what follows is the plain run. Default 40. */
  readonly maxLength?: number
  /** Whether what waits for an invocation to suspend may happen before that. Default true. */
  readonly early?: boolean
  /** Whether a reply or the body of a step may take longer than what is due next. Default true. */
  readonly slow?: boolean
  /**
   * Whether an invocation may begin in a new container although a warm one is there. Default false:
   * that makes a difference only to a handler that is made anew for each container.
   */
  readonly coldStarts?: boolean
  /** How many operations a page of state holds. Default: the runner's own. */
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
 * Schedules: in which order things happen, what is slow, which faults strike. A value is an immutable
 * `Schedule`, for `runner.runSchedule`. Any schedule can be put into `examples`, those that a failure
 * has printed too, and shrinks from there.
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
 * @throws {InvalidArgumentError} for a constraint that is wrong or does not exist.
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
