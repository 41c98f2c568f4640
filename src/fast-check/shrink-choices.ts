/**
 * Smaller sequences of choices, the smallest first. The order is that of exploration.md, section 6: fewer
 * deviations, then shorter, then smaller numbers from the left. Of [0, 2, 0, 3] these are, among others,
 * [], [2], [0, 2], [0, 0, 0, 3], [0, 2, 3] and [0, 1, 0, 3].
 *
 * Every candidate is smaller than what it was made of, and there are finitely many smaller than any one
 * of no more than a given length and number; so taking candidates comes to an end. Where none of them
 * fails, no deviation can be left out, no choice deleted and none lowered by one.
 */
export function smallerChoices(choices: readonly number[]): readonly (readonly number[])[] {
  const candidates = new Map<string, readonly number[]>()
  const add = (candidate: readonly number[]): void => {
    const trimmed = trim(candidate)
    if (compareChoices(trimmed, choices) < 0) candidates.set(trimmed.join(), trimmed)
  }
  add([])
  for (const window of windows(choices.length)) {
    add([...choices.slice(0, window.from), ...choices.slice(window.to)])
  }
  const deviations = choices.flatMap((choice, index) => (choice === 0 ? [] : [index]))
  for (const { from, to } of windows(deviations.length)) {
    const zeroed = new Set(deviations.slice(from, to))
    add(choices.map((choice, index) => (zeroed.has(index) ? 0 : choice)))
  }
  for (const index of deviations) {
    for (const lower of lowerThan(choices[index] ?? 0)) add(choices.with(index, lower))
  }
  return [...candidates.values()].toSorted(compareChoices)
}

/** Negative if `left` is the smaller one. Sequences that end in zeros are equal to those that do not. */
export function compareChoices(left: readonly number[], right: readonly number[]): number {
  const [first, second] = [trim(left), trim(right)]
  return (
    deviationsOf(first) - deviationsOf(second) ||
    first.length - second.length ||
    compareNumbers(first, second)
  )
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((choice, position) => choice !== right[position])
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0)
}

function deviationsOf(choices: readonly number[]): number {
  return choices.filter((choice) => choice !== 0).length
}

function trim(choices: readonly number[]): readonly number[] {
  return choices.slice(0, choices.findLastIndex((choice) => choice !== 0) + 1)
}

interface Window {
  readonly from: number
  readonly to: number
}

/** From one that is everything to those of one element. */
function* windows(length: number): Generator<Window> {
  for (let size = length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < length; from += size) yield { from, to: from + size }
  }
}

function lowerThan(choice: number): number[] {
  return [1, Math.floor(choice / 2), choice - 1].filter((lower) => lower > 0)
}
