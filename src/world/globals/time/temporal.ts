import { currentScope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

interface ZonedDateTime {
  toPlainDate(): unknown
  toPlainDateTime(): unknown
  toPlainTime(): unknown
}

interface Instant {
  toZonedDateTimeISO(timeZone: string): ZonedDateTime
}

/** As much as is needed of what Node has from version 26 on, and TypeScript not everywhere. */
interface TemporalApi {
  readonly Instant: { fromEpochMilliseconds(milliseconds: number): Instant }
  readonly Now: object
}

type FromNow = (now: Instant, timeZone: string) => unknown

const READINGS: Readonly<Record<string, FromNow>> = {
  instant: (now) => now,
  zonedDateTimeISO: (now, timeZone) => now.toZonedDateTimeISO(timeZone),
  plainDateISO: (now, timeZone) => now.toZonedDateTimeISO(timeZone).toPlainDate(),
  plainDateTimeISO: (now, timeZone) => now.toZonedDateTimeISO(timeZone).toPlainDateTime(),
  plainTimeISO: (now, timeZone) => now.toZonedDateTimeISO(timeZone).toPlainTime(),
}

/** `Temporal.Now`, where there is one, reads the virtual clock inside a run. */
export function temporalWrappers(): Wrapper[] {
  const temporal = Reflect.get(globalThis, "Temporal") as TemporalApi | undefined
  if (temporal === undefined) return []
  return Object.entries(READINGS)
    .filter(([name]) => name in temporal.Now)
    .map(([name, reading]) =>
      wrapper(temporal.Now, name, (original: (...args: unknown[]) => unknown) => {
        return (...args: [unknown?]): unknown => {
          const scope = currentScope()
          if (scope === undefined) return Reflect.apply(original, temporal.Now, args)
          const now = temporal.Instant.fromEpochMilliseconds(scope.now)
          const [timeZone = localTimeZone()] = args as [string?]
          return reading(now, timeZone)
        }
      }),
    )
}

function localTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
