import { didYouMean } from "./did-you-mean.ts"
import { DurableTestRunnerError } from "./errors.ts"
import type { OptionKind, Place } from "./options.ts"
import { isPlainObject, isThenable, showValue } from "./values/show-value.ts"

/** A length of virtual time. The members add up; the SDK's own durations are accepted. */
export interface Duration {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
  readonly milliseconds?: number
}

const MILLISECONDS: Readonly<Record<keyof Duration, number>> = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
}

const UNITS = Object.keys(MILLISECONDS) as readonly (keyof Duration)[]

/** A value that is not a duration. */
export class InvalidDurationError extends DurableTestRunnerError {
  override readonly name = "InvalidDurationError"

  /** @internal */
  constructor({ call }: Place, problem: string, hint = "", options?: ErrorOptions) {
    super(
      "INVALID_DURATION",
      `Failed to ${call}: ${problem}. ` +
        "A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; " +
        `its members are ${UNITS.join(", ")}.${hint}`,
      options,
    )
  }
}

/** @throws {InvalidDurationError} */
export const duration: OptionKind<Duration> = (value, place) => {
  toMilliseconds(value, place)
  return { ...(value as Duration) }
}

/**
 * @param place names the option, or the parameter, in the error.
 * @throws {InvalidDurationError}
 */
export function toMilliseconds(given: unknown, place: Place): number {
  const { path } = place
  if (typeof given !== "object" || given === null || !isReadable(given)) {
    throw new InvalidDurationError(place, `${path} is ${showValue(given)}`)
  }
  let total = 0
  for (const [unit, amount] of entriesOf(given, place)) {
    if (!Object.hasOwn(MILLISECONDS, unit)) {
      const problem = `${path} has no unit ${JSON.stringify(unit)}`
      throw new InvalidDurationError(place, problem, didYouMean(unit, UNITS))
    }
    if (amount === undefined) continue
    if (typeof amount !== "number" || !(amount >= 0 && amount < Infinity)) {
      throw new InvalidDurationError(place, `${path}.${unit} is ${showValue(amount)}`)
    }
    total += amount * MILLISECONDS[unit as keyof Duration]
  }
  if (total < Infinity) return total
  throw new InvalidDurationError(place, `${path} is longer than a number can say`)
}

function entriesOf(given: object, place: Place): [string, unknown][] {
  try {
    return Object.entries(given)
  } catch (cause) {
    const problem = `reading ${place.path} throws ${showValue(cause)}`
    throw new InvalidDurationError(place, problem, "", { cause })
  }
}

/** Of a class such as Temporal.Duration the members are not its own, and would count as nothing. */
function isReadable(value: object): boolean {
  try {
    return isPlainObject(value) && !isThenable(value)
  } catch {
    return false
  }
}
