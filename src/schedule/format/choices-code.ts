import { unreadable } from "./unreadable.ts"

/** More are no schedule that a run has made, and a text that repeats a zero so often is a mistake. */
const MOST_CHOICES = 1_000_000

export interface CodedChoices {
  readonly choices: readonly number[]
  /** How many options there were at each choice, where that is known. */
  readonly counts: readonly number[] | undefined
}

/** The grammar of one part. */
export const CHOICE_PATTERN = "0(?:x[0-9a-z]+)?|[1-9a-z][0-9a-z]*(?:-[0-9a-z]+)?"

/** A part for each choice that is not the plain one, with its count, and one for each run of zeros. */
export function encodeChoices({ choices, counts }: CodedChoices): string[] {
  const parts: string[] = []
  let zeros = 0
  const flush = (): void => {
    if (zeros > 0) parts.push(zeros === 1 ? "0" : `0x${zeros.toString(36)}`)
    zeros = 0
  }
  choices.forEach((choice, index) => {
    if (choice === 0) {
      zeros++
      return
    }
    flush()
    const count = counts?.[index]
    parts.push(choice.toString(36) + (count === undefined ? "" : `-${count.toString(36)}`))
  })
  flush()
  return parts
}

/**
 * @param text the whole schedule, for errors.
 * @throws {InvalidArgumentError} for more choices than any run has.
 */
export function decodeChoices(parts: readonly string[], text: string): CodedChoices {
  const choices: number[] = []
  const counts: number[] = []
  let isCounted = true
  for (const part of parts) {
    const [value = "", count] = part.split("-")
    const isZero = value.startsWith("0")
    const times = isZero && value.length > 1 ? Number.parseInt(value.slice(2), 36) : 1
    if (choices.length + times > MOST_CHOICES) {
      const problem = `has more than ${MOST_CHOICES} choices`
      throw unreadable(text, problem, "Copy the text that was printed.")
    }
    if (!isZero) isCounted &&= count !== undefined
    for (let index = 0; index < times; index++) {
      choices.push(isZero ? 0 : Number.parseInt(value, 36))
      counts.push(isZero ? 0 : Number.parseInt(count ?? "0", 36))
    }
  }
  return { choices, counts: isCounted ? counts : undefined }
}
