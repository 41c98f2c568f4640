/** By how much an id may be ahead of the clock: libraries count on within one millisecond. */
const DRIFT_MS = 1_000

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

/** Where the calendar of UUIDs begins, in Unix milliseconds. */
const GREGORIAN_START_MS = -12_219_292_800_000

/** The moments that an id of the usual kinds may have been made at, in milliseconds. */
export function momentsOfId(id: string): number[] {
  const moments: number[] = []
  const compact = id.replaceAll("-", "").toLowerCase()
  if (/^[0-9a-f]{32}$/u.test(compact)) moments.push(...momentsOfUuid(compact))
  if (/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/iu.test(id)) moments.push(momentOfUlid(id.toUpperCase()))
  if (/^[0-9a-f]{24}$/u.test(compact)) moments.push(parseInt(compact.slice(0, 8), 16) * 1_000)
  return moments
}

/** Whether a moment is about one that a clock has shown. */
export function isNear(
  moment: number,
  instants: Iterable<number>,
  slackMs: number = DRIFT_MS,
): boolean {
  for (const instant of instants) {
    if (Math.abs(moment - instant) <= slackMs) return true
  }
  return false
}

function momentsOfUuid(compact: string): number[] {
  const version = compact[12]
  if (version === "7") return [parseInt(compact.slice(0, 12), 16)]
  if (version === "1") {
    const ticks = compact.slice(13, 16) + compact.slice(8, 12) + compact.slice(0, 8)
    return [ofTicks(ticks)]
  }
  if (version === "6") return [ofTicks(compact.slice(0, 12) + compact.slice(13, 16))]
  return []
}

/** Of a count of 100 nanoseconds, in hexadecimal. */
function ofTicks(hex: string): number {
  return Number(BigInt(`0x${hex}`) / 10_000n) + GREGORIAN_START_MS
}

function momentOfUlid(ulid: string): number {
  let moment = 0
  for (const letter of ulid.slice(0, 10)) moment = moment * 32 + CROCKFORD.indexOf(letter)
  return moment
}
