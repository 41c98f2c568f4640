import type { FreshPart, Piece } from "./pieces.ts"

/** Text in which a date for people may stand. */
const MAY_BE_DATE = /\d{1,2}[/.:]\d|[A-Z][a-z]{2},? \d|\d{4}-\d\d/u

/** What the clocks of one run have shown, in the forms in which code writes it. */
export class KnownMoments {
  /** By what a clock showed in milliseconds, the instant of the world. */
  readonly #instants: ReadonlyMap<number, number>
  readonly #seconds: Map<number, number> = new Map()
  readonly #words: Map<string, FreshPart> = new Map()
  #dates: Map<string, FreshPart> | undefined

  constructor(instants: ReadonlyMap<number, number>) {
    this.#instants = instants
    for (const [shown, at] of instants) {
      this.#seconds.set(Math.floor(shown / 1_000), at)
      this.#seconds.set(Math.round(shown / 1_000), at)
      for (const radix of [10, 16, 36]) {
        this.#words.set(shown.toString(radix), moment(shown, `ms base ${radix}`, at))
        const seconds = Math.floor(shown / 1_000)
        this.#words.set(seconds.toString(radix), moment(seconds, `s base ${radix}`, at))
      }
    }
  }

  ofNumber(value: number): FreshPart | undefined {
    const at = this.#instants.get(value)
    if (at !== undefined) return moment(value, "ms", at)
    const second = this.#seconds.get(value)
    return second === undefined ? undefined : moment(value, "s", second)
  }

  ofText(text: string): FreshPart | undefined {
    const word = this.#words.get(text.toLowerCase())
    if (word !== undefined) return word
    if (!/^\d{4}-\d\d-\d\d[T ]/u.test(text)) return undefined
    const isZoned = /Z$|[+-]\d\d:?\d\d$/u.test(text)
    const shown = Date.parse(isZoned ? text : `${text}Z`)
    const at = this.#instants.get(shown) ?? this.#instantWithin(text, shown)
    return at === undefined ? undefined : moment(shown, `date ${text.length}`, at)
  }

  /** Whether one of them stands in a word. */
  isWithin(word: string): boolean {
    const lower = word.toLowerCase()
    for (const known of this.#words.keys()) if (lower.includes(known)) return true
    return false
  }

  /** Dates as people read them. */
  inProse(text: string): Piece[] {
    if (!MAY_BE_DATE.test(text)) return [text]
    this.#dates ??= this.#writtenDates()
    for (const [written, part] of this.#dates) {
      const index = text.indexOf(written)
      if (index < 0) continue
      return [
        ...this.inProse(text.slice(0, index)),
        part,
        ...this.inProse(text.slice(index + written.length)),
      ].filter((piece) => piece !== "")
    }
    return [text]
  }

  /** A date that is written to the minute or the second. */
  #instantWithin(text: string, shown: number): number | undefined {
    const lengthMs = /:\d\d:\d\d/u.test(text) ? (text.includes(".") ? 0 : 1_000) : 60_000
    if (lengthMs === 0) return undefined
    for (const [instant, at] of this.#instants) {
      if (instant >= shown && instant < shown + lengthMs) return at
    }
    return undefined
  }

  /** The longest first. */
  #writtenDates(): Map<string, FreshPart> {
    const written = new Map<string, FreshPart>()
    for (const [shown, at] of this.#instants) {
      const date = new Date(shown)
      const forms = [
        date.toString(),
        date.toUTCString(),
        date.toTimeString(),
        date.toDateString(),
        date.toISOString().slice(0, 10),
        ...formats().map((format) => format.format(shown)),
      ]
      for (const [index, form] of forms.entries()) written.set(form, moment(shown, `${index}`, at))
    }
    return new Map([...written].toSorted(([left], [right]) => right.length - left.length))
  }
}

function moment(shown: number, form: string, at: number): FreshPart {
  return { identity: `moment ${shown}`, form, kind: "moment", at }
}

const DAY = { year: "numeric", month: "numeric", day: "numeric" } as const
const TIME = { hour: "numeric", minute: "numeric", second: "numeric" } as const

let made: readonly Intl.DateTimeFormat[] | undefined

/** What `toLocaleString` and its siblings write here, and in the commonest languages. */
function formats(): readonly Intl.DateTimeFormat[] {
  made ??= [undefined, "en-US", "en-GB", "de-DE"].flatMap((locale) =>
    [{ ...DAY, ...TIME }, DAY, TIME].map((options) => new Intl.DateTimeFormat(locale, options)),
  )
  return made
}
