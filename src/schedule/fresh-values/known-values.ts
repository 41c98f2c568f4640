import { DrawnValues } from "../../world/globals/patch/drawn-values.ts"
import type { World } from "../../world/world.ts"
import { digestsOf, isDigestLength } from "./digests.ts"
import { Haystack } from "./haystack.ts"
import { KnownMoments } from "./known-moments.ts"
import {
  CANDIDATE,
  type FreshPart,
  mayBeFresh,
  type Piece,
  SHORTEST_SLICE,
  STRIKING,
} from "./pieces.ts"
import { isNear, momentsOfId } from "./time-ids.ts"

/** A whole number below this may be anything. */
const LEAST_NUMBER = 100_000
/** What stands at an end of a word is no longer: a file in base 64 is one word, and has no end in sight. */
const LONGEST_PART = 256
/** A word of this length in which a moment stands is an id that is made of it. */
const SHORTEST_ID = 12

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

export interface KnownValuesOptions {
  /** Whether numbers that were drawn count as they are: code may decide by them. Default false. */
  readonly keepsNumbers?: boolean
}

/** What is fresh in one run, and where it stands in a text or a number. */
export class KnownValues {
  readonly #drawn: DrawnValues
  readonly #serviceIds: readonly string[]
  readonly #moments: KnownMoments
  readonly #haystack: Haystack
  readonly #digests: Map<number, Map<string, FreshPart>> = new Map()
  readonly #pieces: Map<string, readonly Piece[]> = new Map()
  readonly #keepsNumbers: boolean

  /** @param serviceIds UUIDs that the service has made. */
  constructor(
    drawn: DrawnValues,
    serviceIds: readonly string[] = [],
    { keepsNumbers = false }: KnownValuesOptions = {},
  ) {
    this.#keepsNumbers = keepsNumbers
    this.#drawn = drawn
    this.#serviceIds = serviceIds
    this.#moments = new KnownMoments(drawn.instants)
    this.#haystack = new Haystack(drawn, serviceIds)
  }

  /** A text in its parts; one piece, the text, if nothing in it is fresh. */
  inText(text: string): readonly Piece[] {
    if (!mayBeFresh(text)) return [text]
    const known = this.#pieces.get(text)
    if (known !== undefined) return known
    const pieces = this.#split(text)
    this.#pieces.set(text, pieces)
    return pieces
  }

  inNumber(value: number): FreshPart | undefined {
    const part = this.#numberOf(value)
    return this.#keepsNumbers && part?.kind === "number" ? undefined : part
  }

  #numberOf(value: number): FreshPart | undefined {
    const { floats, integers } = this.#drawn
    if (!Number.isInteger(value)) {
      return floats.includes(value)
        ? { identity: `float ${value}`, form: "number", kind: "number" }
        : undefined
    }
    if (Math.abs(value) < LEAST_NUMBER) return undefined
    const moment = this.#moments.ofNumber(value)
    if (moment !== undefined) return moment
    if (integers.has(value)) return { identity: `integer ${value}`, form: "", kind: "number" }
    return this.#scaledFloat(value) ?? this.#numberInBytes(value)
  }

  #split(text: string): readonly Piece[] {
    const striking = replaced([text], STRIKING, (candidate) => {
      const part = this.#whole(candidate)
      return part && [part]
    })
    const pieces = replaced(striking, CANDIDATE, (candidate) => this.#inCandidate(candidate))
    return pieces.flatMap((piece) =>
      typeof piece === "string" ? this.#moments.inProse(piece) : piece,
    )
  }

  #inCandidate(candidate: string): readonly Piece[] | undefined {
    const whole = this.#whole(candidate)
    if (whole !== undefined) return [whole]
    const words = candidate.split(/([^0-9A-Za-z]+)/u)
    if (words.length === 1) return this.#inWord(candidate)
    const pieces = words.flatMap((word): readonly Piece[] => {
      const part = this.#whole(word)
      return part === undefined ? (this.#inWord(word) ?? [word]) : [part]
    })
    return pieces.every((piece) => typeof piece === "string") ? undefined : pieces
  }

  #whole(candidate: string): FreshPart | undefined {
    if (candidate.length < SHORTEST_SLICE) return undefined
    const lower = candidate.toLowerCase()
    const compact = /^[0-9a-f-]+$/u.test(lower) ? lower.replaceAll("-", "") : lower
    const found =
      this.#moments.ofText(candidate) ?? this.#haystack.find(compact) ?? this.#digest(compact)
    if (found !== undefined) return withCase(found, candidate, lower)
    if (/^\d+(?:\.\d+)?$/u.test(candidate)) return this.inNumber(Number(candidate))
    return this.#idOf(candidate, compact) ?? this.#encoded(candidate)
  }

  /** An id that is made of a moment, or of bytes that were drawn for many ids. */
  #idOf(candidate: string, compact: string): FreshPart | undefined {
    const identity = `id ${compact}`
    const isUuid = UUID.test(candidate.toLowerCase())
    const isDrawn =
      isUuid &&
      [compact.slice(0, 12), compact.slice(-12), compact.slice(-10)].some((part) =>
        this.#haystack.find(part),
      )
    const isOfTime = momentsOfId(candidate).some((moment) =>
      isNear(moment, this.#drawn.instants.keys()),
    )
    const isMade = candidate.length >= SHORTEST_ID && this.#moments.isWithin(candidate)
    return isDrawn || isOfTime || isMade ? { identity, form: "id", kind: "id" } : undefined
  }

  /** Text or bytes in base 64. */
  #encoded(candidate: string): FreshPart | undefined {
    if (candidate.length < 8 || candidate.length % 4 === 1) return undefined
    const bytes = Buffer.from(candidate, "base64")
    const hex = bytes.toString("hex")
    const drawn = this.#haystack.find(hex) ?? this.#digest(hex)
    if (drawn !== undefined) return { ...drawn, form: `base 64 ${drawn.form}` }
    const text = bytes.toString("latin1")
    if (!/^[\x20-\x7e]+$/u.test(text)) return undefined
    const pieces = this.inText(text)
    if (pieces.every((piece) => typeof piece === "string")) return undefined
    const form = pieces.map((piece) => (typeof piece === "string" ? piece : piece.form)).join("|")
    const identities = pieces.flatMap((piece) => (typeof piece === "string" ? [] : piece.identity))
    return { identity: identities.join(" "), form: `base 64 of ${form}`, kind: "id" }
  }

  /** A drawn value at the end of a word, or at its beginning. */
  #inWord(word: string): readonly Piece[] | undefined {
    const first = Math.max(1, word.length - LONGEST_PART)
    for (let from = first; from <= word.length - SHORTEST_SLICE; from++) {
      const found = this.#drawnText(word.slice(from))
      if (found !== undefined) return [word.slice(0, from), found]
    }
    const last = Math.min(word.length - 1, LONGEST_PART)
    for (let end = last; end >= SHORTEST_SLICE; end--) {
      const found = this.#drawnText(word.slice(0, end))
      if (found !== undefined) return [found, word.slice(end)]
    }
    return undefined
  }

  #drawnText(text: string): FreshPart | undefined {
    const lower = text.toLowerCase()
    const found = this.#moments.ofText(text) ?? this.#haystack.find(lower)
    return found && withCase(found, text, lower)
  }

  #digest(hex: string): FreshPart | undefined {
    const length = hex.length / 2
    if (!isDigestLength(length) || !/^[0-9a-f]+$/u.test(hex)) return undefined
    let digests = this.#digests.get(length)
    if (digests === undefined) {
      digests = digestsOf(this.#drawn, this.#serviceIds, length)
      this.#digests.set(length, digests)
    }
    return digests.get(hex)
  }

  /** `Math.floor(Math.random() * 1e9)` */
  #scaledFloat(value: number): FreshPart | undefined {
    for (const float of this.#drawn.floats) {
      for (let digits = 5; digits <= 16; digits++) {
        const scaled = float * 10 ** digits
        if (Math.floor(scaled) !== value && Math.round(scaled) !== value) continue
        return { identity: `float ${float}`, form: `e${digits}`, kind: "number" }
      }
    }
    return undefined
  }

  #numberInBytes(value: number): FreshPart | undefined {
    if (value < 0 || !Number.isSafeInteger(value)) return undefined
    const hex = value.toString(16).padStart(value < 2 ** 32 ? 8 : 12, "0")
    const reversed = Buffer.from(Buffer.from(hex, "hex").toReversed()).toString("hex")
    const found = this.#haystack.find(hex) ?? this.#haystack.find(reversed)
    return found && { ...found, form: `number ${found.form}`, kind: "number" }
  }
}

/** The strings among the pieces, in which each match is replaced by its parts if there are any. */
function replaced(
  pieces: readonly Piece[],
  pattern: RegExp,
  partsOf: (match: string) => readonly Piece[] | undefined,
): readonly Piece[] {
  return pieces.flatMap((piece): readonly Piece[] => {
    if (typeof piece !== "string") return [piece]
    const parts: Piece[] = []
    let from = 0
    for (const { 0: match, index } of piece.matchAll(pattern)) {
      const found = partsOf(match)
      if (found === undefined) continue
      if (index > from) parts.push(piece.slice(from, index))
      parts.push(...found)
      from = index + match.length
    }
    if (from < piece.length) parts.push(piece.slice(from))
    return parts
  })
}

function withCase(part: FreshPart, text: string, lower: string): FreshPart {
  if (part.kind === "moment" || text === lower) return part
  return { ...part, form: `${part.form}, upper case` }
}

/** What is fresh in a run of a world. */
export function knownValuesOf(
  { drawn, service, log }: World,
  options?: KnownValuesOptions,
): KnownValues {
  const ids = service.executionArns().flatMap((arn) => arn.match(UUID_IN_TEXT) ?? [])
  for (const { requestId } of log.records) ids.push(requestId)
  return new KnownValues(drawn ?? new DrawnValues(), ids, options)
}

const UUID_IN_TEXT = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu
