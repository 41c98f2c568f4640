/** A moment of virtual time, in milliseconds since the epoch. */
export type Instant = number

// Taken once, at load: a simulated world may replace the global `Date` later, and a conversion
// must neither pay for that nor depend on it.
const NativeDate = Date

/** The form in which the AWS SDK hands out timestamps. */
export function toTimestamp(instant: Instant): Date {
  return new NativeDate(instant)
}

/** The instant of a `Date`, or `undefined` if the value is no valid one. */
export function instantOf(value: unknown): Instant | undefined {
  if (!(value instanceof NativeDate)) return undefined
  const instant = NativeDate.prototype.getTime.call(value)
  return Number.isNaN(instant) ? undefined : instant
}

export function isInstant(value: unknown): value is Instant {
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= 8.64e15
}
