import { isIdLike } from "./id-like.ts"

/** As many texts tell what is drawn from what is counted, or chosen from a few values. */
export const TEXTS_TO_COMPARE = 8

const WORD = /[\w-]+/gu
/** Digits of the systems in which libraries write counters. */
const DIGITS: readonly string[] = [
  "0123456789abcdefghijklmnopqrstuvwxyz",
  "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
]
/** How many of these digits a system has. */
const BASES: readonly number[] = [10, 16, 32, 36]

/**
 * Whether texts, one of each of {@link TEXTS_TO_COMPARE} runs in a row, differ only in words that look as
 * if each run had drawn them anew: long ids, or words of one length, all different, in no order, of which no
 * digit goes on by the same step from run to run. Which of the words of one text are the same has to be the same in all.
 */
export function differOnlyInRandomParts(texts: readonly string[]): boolean {
  const [frame, ...otherFrames] = texts.map((text) => text.replaceAll(WORD, "\0"))
  if (otherFrames.some((other) => other !== frame)) return false
  const words = texts.map((text) => text.match(WORD) ?? [])
  const varying = (words[0] ?? []).flatMap((word, index) =>
    words.some((each) => each[index] !== word) ? [index] : [],
  )
  const columns = varying.map((index) => words.map((each) => each[index] ?? ""))
  const [numbers, ...otherNumbers] = words.map(numbersOf)
  const areDrawn = columns.every((column) => column.every(isIdLike) || isRandom(column))
  return areDrawn && otherNumbers.every((other) => other === numbers)
}

/** Each word by the number of its first occurrence. */
function numbersOf(words: readonly string[]): string {
  const numbers = new Map<string, number>()
  for (const word of words) if (!numbers.has(word)) numbers.set(word, numbers.size)
  return words.map((word) => numbers.get(word)).join(" ")
}

function isRandom(words: readonly string[]): boolean {
  const [{ length } = { length: 0 }] = words
  if (words.some((word) => word.length !== length)) return false
  // Short ones may be the same by accident.
  if (new Set(words).size < words.length - 1) return false
  if (isAscending(words)) return false
  for (let place = 0; place < length; place++) {
    if (isCounted(words.map((word) => word.charAt(place)))) return false
  }
  return true
}

function isAscending(words: readonly string[]): boolean {
  return words.every((word, index) => index === 0 || (words[index - 1] ?? "") < word)
}

/** One place of a counter: the same step from run to run, in some system of numbers. */
function isCounted(characters: readonly string[]): boolean {
  if (characters.every((character) => character === characters[0])) return false
  return DIGITS.some((digits) => {
    const values = characters.map((character) => digits.indexOf(character))
    if (values.includes(-1)) return false
    return BASES.some((base) => base <= digits.length && haveSameStep(values, base))
  })
}

function haveSameStep(values: readonly number[], base: number): boolean {
  const steps = values.slice(1).map((value, index) => (value - (values[index] ?? 0) + base) % base)
  return steps.every((step) => step === steps[0])
}
