const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu
/** Ids that count in decimal, such as those of Snowflake. */
const LONG_NUMBER = /^\d{16,}$/u
const SHORTEST_ID = 12
/** How often a letter follows a digit, or a small letter a capital one: seldom in a word of a language. */
const LEAST_CHANGES = 4

/** A word that looks as if a library had made it to be unique. */
export function isIdLike(word: string): boolean {
  if (UUID.test(word) || LONG_NUMBER.test(word)) return true
  return word.length >= SHORTEST_ID && changesOf(word) >= LEAST_CHANGES
}

/** A text in which each id stands as the number of its first occurrence in all texts so far. */
export class IdNumbers {
  readonly #numbers: Map<string, number> = new Map()

  replacedIn(text: string): string {
    return text.replaceAll(WORD, (word) => {
      if (!isIdLike(word)) return word
      const number = this.#numbers.get(word) ?? this.#numbers.size + 1
      this.#numbers.set(word, number)
      return `(id ${number})`
    })
  }
}

/** A text in which all ids are the same. */
export function withoutIds(text: string): string {
  return text.replaceAll(WORD, (word) => (isIdLike(word) ? "(id)" : word))
}

const WORD = /[\w-]{12,}/gu

function changesOf(word: string): number {
  let changes = 0
  let before = ""
  for (const letter of word) {
    const kind = /\d/u.test(letter) ? "digit" : /[a-z]/u.test(letter) ? "small" : "capital"
    const isLetterOrDigit = /[\da-z]/iu.test(letter)
    if (!isLetterOrDigit) {
      before = ""
      continue
    }
    if (before !== "" && before !== kind) changes++
    before = kind
  }
  return changes
}
