/**
 * A value that is new in each run: drawn, read from a clock, or made by the service. Two outcomes that
 * differ only in which of them stand where are the same.
 */
export interface FreshPart {
  /** The same for two parts of one run exactly if they are made of the same value. */
  readonly identity: string
  /** What was made of the value: a hash, a slice, a date. */
  readonly form: string
  readonly kind: "id" | "number" | "moment"
  /** The instant of the world, of a moment. */
  readonly at?: number
}

/** A text in parts; what is plain is the same in each run. */
export type Piece = string | FreshPart

/** The shortest part of a drawn value that is recognized. Shorter ones are found by accident. */
export const SHORTEST_SLICE = 6

/** Whether a text may have a part that is fresh: cheap, as nearly every text has none. */
export function mayBeFresh(text: string): boolean {
  return MAY_BE_FRESH.test(text)
}

/** A digit in a word of six, or a long word: bytes in base 64 may do without a digit. */
const MAY_BE_FRESH = /\d[\w+/=:.-]{5}|[\w+/=:.-]{5}\d|[\w+/=:.-]{2}\d[\w+/=:.-]{3}|[\w+/-]{16}/u

/** Ids and dates that stand out wherever they stand, also in the middle of a word. */
export const STRIKING: RegExp = anyOf(
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?/,
)

/** What else may be fresh, the longest form first. */
export const CANDIDATE: RegExp = anyOf(
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){1,3}/,
  /\d+\.\d{5,}(?:e-?\d+)?/,
  /[\w+/-]{6,}={0,2}/,
)

function anyOf(...forms: readonly RegExp[]): RegExp {
  return new RegExp(forms.map(({ source }) => source).join("|"), "giu")
}
