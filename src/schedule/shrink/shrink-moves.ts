import { deviationsOf } from "./choice-order.ts"

type Choices = readonly number[]

/**
 * Offers candidates for the place of some choices, those that cut off most first. After each it is told
 * what the choices are now: the same array if the candidate was refused. `most` is the largest number
 * that is worth choosing.
 */
export type Moves = (choices: Choices, most: number) => Generator<Choices, void, Choices>

/** Nothing but the first deviations, by bisection: what comes after the bug has shown is noise. */
function* truncate(choices: Choices): Generator<Choices, void, Choices> {
  let current = choices
  let fewest = 0
  for (;;) {
    const deviations = deviationsOf(current)
    if (fewest >= deviations.length) return
    const kept = Math.floor((fewest + deviations.length) / 2)
    const next = yield current.slice(0, (deviations[kept - 1] ?? -1) + 1)
    if (next === current) fewest = kept + 1
    current = next
  }
}

/** Sets of neighbouring deviations become plain choices: all, halves, quarters, each (ddmin). */
function* makePlain(choices: Choices): Generator<Choices, void, Choices> {
  let current = choices
  for (const size of halvings(deviationsOf(current).length)) {
    let end = deviationsOf(current).length
    while (end > 0) {
      const positions = new Set(deviationsOf(current).slice(Math.max(0, end - size), end))
      current = yield current.map((choice, index) => (positions.has(index) ? 0 : choice))
      end = Math.min(end - size, deviationsOf(current).length)
    }
  }
}

/** Windows of choices go, from the end to the beginning, and what comes after them comes earlier. */
function* deleteWindows(choices: Choices): Generator<Choices, void, Choices> {
  let current = choices
  for (const size of halvings(Math.ceil(current.length / 2))) {
    let start = current.length - size
    while (start >= 0) {
      const next = yield current.toSpliced(start, size)
      start = next === current ? start - size : Math.min(start, next.length - size)
      current = next
    }
  }
}

/**
 * A deviation moves towards its neighbour: the last one earlier, which makes the schedule shorter, and
 * any other later, so that the run is the plain one for longer.
 */
function* gather(choices: Choices): Generator<Choices, void, Choices> {
  let current = choices
  for (let index = deviationsOf(current).length - 1; index >= 0; index--) {
    for (const step of halvings(current.length)) {
      const deviations = deviationsOf(current)
      const from = deviations[index]
      if (from === undefined) break
      const isLast = index === deviations.length - 1
      const to = isLast ? from - step : from + step
      if (to <= (isLast ? (deviations[index - 1] ?? -1) : from)) continue
      if (!isLast && to >= (deviations[index + 1] ?? 0)) continue
      current = yield current.with(from, 0).with(to, current[from] ?? 0)
    }
  }
}

/**
 * What happens at two neighbouring moments happens the other way round. The event that was chosen first
 * is one place further to the front when another one is gone; a fault is where it was.
 */
function* swap(choices: Choices): Generator<Choices, void, Choices> {
  let current = choices
  for (let position = current.length - 1; position >= 0; position--) {
    for (const gone of [1, 0]) {
      const [first = 0, second = 0] = current.slice(position, position + 2)
      if (first <= second) continue
      current = yield [
        ...current.slice(0, position),
        second,
        first - gone,
        ...current.slice(position + 2),
      ]
    }
  }
}

/** Two deviations with others between them trade places. */
function* trade(choices: Choices): Generator<Choices, void, Choices> {
  let current = choices
  for (let index = deviationsOf(current).length - 1; index > 0; index--) {
    const [left, right] = deviationsOf(current).slice(index - 1, index + 1)
    if (left === undefined || right === undefined) continue
    current = yield current.with(left, current[right] ?? 0).with(right, current[left] ?? 0)
  }
}

/**
 * A choice becomes a smaller one, the smallest first. Each is tried, not every second one: the numbers
 * stand for things that can happen, and half of one is not something like it.
 */
function* lower(choices: Choices): Generator<Choices, void, Choices> {
  let current = choices
  for (let position = 0; position < current.length; position++) {
    for (const choice of lowerThan(current[position] ?? 0)) {
      if (choice >= (current[position] ?? 0)) break
      current = yield current.with(position, choice)
    }
  }
}

/** Nothing offers more options than that; a larger number, which is taken modulo theirs, is halved. */
const MOST_OPTIONS = 64

function lowerThan(choice: number): number[] {
  const each = Array.from({ length: Math.min(choice, MOST_OPTIONS) - 1 }, (_, index) => index + 1)
  if (choice <= MOST_OPTIONS) return each
  const halves = halvings(choice).filter((half) => half >= MOST_OPTIONS && half < choice)
  return [...each, ...new Set([...halves.toReversed(), choice - 1])]
}

/** How many things can happen at a moment is not known, only what was chosen; this many often can. */
const USUAL_OPTIONS = 4

/** The largest number that is worth choosing. */
export function largestOf(choices: Choices): number {
  const largest = choices.reduce((most, choice) => Math.max(most, choice), USUAL_OPTIONS - 1)
  return Math.min(largest, MOST_OPTIONS)
}

/**
 * One deviation becomes a plain choice, and the rest makes up for it: comes earlier or later by a few
 * decisions, or chooses something else at one of them.
 */
function* makeUp(choices: Choices, most: number): Generator<Choices, void, Choices> {
  let current = choices
  for (let index = deviationsOf(current).length - 1; index >= 0; index--) {
    const position = deviationsOf(current)[index]
    if (position === undefined) continue
    for (const candidate of withoutDeviation(current, position, most)) {
      const next = yield candidate
      if (next === current) continue
      current = next
      break
    }
  }
}

const FARTHEST_SHIFT = 3

function* withoutDeviation(
  choices: Choices,
  position: number,
  most: number,
): Generator<Choices, void, void> {
  const plain = choices.with(position, 0)
  for (let shift = 1; shift <= FARTHEST_SHIFT; shift++) {
    yield plain.toSpliced(position, shift)
    yield plain.toSpliced(position, 0, ...Array.from({ length: shift }, () => 0))
  }
  for (const other of deviationsOf(plain)) {
    for (let choice = 1; choice <= most; choice++) yield plain.with(other, choice)
  }
}

/** Those that take most away come first. */
export const SHRINK_MOVES: readonly Moves[] = [
  truncate,
  makePlain,
  deleteWindows,
  gather,
  swap,
  trade,
  lower,
  makeUp,
]

function halvings(size: number): number[] {
  const sizes: number[] = []
  for (let each = size; each >= 1; each = Math.floor(each / 2)) sizes.push(each)
  return sizes
}
