import { DurableTestRunnerError } from "./errors.ts"

/** A length of virtual time. The members add up; the SDK's own durations fit. */
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

/** A duration that is not one. */
export class InvalidDurationError extends DurableTestRunnerError {
  override readonly name = "InvalidDurationError"

  /** @internal */
  constructor(what: string, problem: string) {
    super(
      "INVALID_DURATION",
      `Failed to read ${what}: ${problem}. ` +
        "A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; " +
        `its members are ${Object.keys(MILLISECONDS).join(", ")}.`,
    )
  }
}

/** @param what names the option in the error. */
export function toMilliseconds(duration: Duration, what: string): number {
  if (typeof duration !== "object" || duration === null) {
    throw new InvalidDurationError(what, `expected an object, got ${describe(duration)}`)
  }
  let total = 0
  for (const [unit, amount] of Object.entries(duration)) {
    if (!Object.hasOwn(MILLISECONDS, unit)) {
      throw new InvalidDurationError(what, `there is no unit ${JSON.stringify(unit)}`)
    }
    if (amount === undefined) continue
    if (typeof amount !== "number" || !(amount >= 0 && amount < Infinity)) {
      throw new InvalidDurationError(what, `${unit} is ${describe(amount)}`)
    }
    total += amount * MILLISECONDS[unit as keyof Duration]
  }
  return total
}

function describe(value: unknown): string {
  return typeof value === "number" ? String(value) : `${JSON.stringify(value)} (${typeof value})`
}
