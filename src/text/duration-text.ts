import { type Duration, duration } from "./duration.ts"
import { type Place, wrongValue } from "./options.ts"

const UNIT_NAMES: Readonly<Record<keyof Duration, string>> = {
  days: "d|days?",
  hours: "h|hrs?|hours?",
  milliseconds: "ms|milliseconds?",
  minutes: "m|mins?|minutes?",
  seconds: "s|secs?|seconds?",
}

const UNITS = Object.keys(UNIT_NAMES) as readonly (keyof Duration)[]

/** One amount with its unit, such as `5h`, `1.5 hours` or `250ms`. */
const PART = new RegExp(
  `\\s*(?<amount>\\d+(?:\\.\\d+)?)\\s*(?:${UNITS.map((unit) => `(?<${unit}>${UNIT_NAMES[unit]})`).join("|")})(?![a-z])\\s*`,
  "iuy",
)

const ADVICE = 'Write it such as "5h", "1h 30m", "90s" or "250ms"; the units are d, h, m, s and ms.'

/** The duration that a text such as `1h 30m` says, or undefined if it says none. */
export function parseDuration(text: string): Duration | undefined {
  const parsed: Partial<Record<keyof Duration, number>> = {}
  PART.lastIndex = 0
  let end = 0
  while (end < text.length) {
    const groups = PART.exec(text)?.groups
    const unit = UNITS.find((name) => groups?.[name] !== undefined)
    if (unit === undefined) return undefined
    parsed[unit] = (parsed[unit] ?? 0) + Number(groups?.["amount"])
    end = PART.lastIndex
  }
  return end === 0 ? undefined : parsed
}

/**
 * A duration as files and command lines write it: a text such as `1h 30m`, or an object.
 *
 * @throws {InvalidArgumentError}
 * @throws {InvalidDurationError}
 */
export function durationOrText(value: unknown, place: Place): Duration {
  if (typeof value === "string") {
    const parsed = parseDuration(value)
    if (parsed === undefined) throw wrongValue(place, value, ADVICE)
    return duration(parsed, place)
  }
  if (typeof value === "number") throw wrongValue(place, value, ADVICE)
  return duration(value, place)
}
