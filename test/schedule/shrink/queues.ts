import * as fc from "fast-check"
import type { Happening, PairEvaluation } from "../../../src/schedule/shrink/critical-pair.ts"

/** A world in which events wait in a queue, and what happens may enable others, which come behind. */
export interface Queue {
  readonly waiting: readonly string[]
  readonly enables: Readonly<Record<string, readonly string[]>>
  /** After it, what waits is gone, and the world begins anew: a crash, which can always be chosen. */
  readonly hasCrash?: boolean
}

export function happen(
  { waiting, enables, hasCrash = false }: Queue,
  choices: readonly number[],
): Happening[] {
  let queue = [...waiting]
  let hasCrashed = !hasCrash
  const happenings: Happening[] = []
  let decisions = 0
  while (queue.length > 0) {
    const options = hasCrashed ? queue : [...queue, "crash"]
    const choice = options.length > 1 ? (choices[decisions++] ?? 0) % options.length : undefined
    const key = options[choice ?? 0]!
    const isFault = key === "crash"
    happenings.push({ key, choice, isFault })
    if (isFault) {
      queue = [...waiting]
      hasCrashed = true
    } else {
      queue = queue.filter((each) => each !== key).concat(enables[key] ?? [])
    }
  }
  return happenings
}

/** What happens if the first of the order that waits comes next, and the crash when nothing before it waits. */
export function happenInOrder(
  { waiting, enables, hasCrash = false }: Queue,
  order: readonly Happening[],
): Happening[] {
  let queue = [...waiting]
  let hasCrashed = !hasCrash
  let left = order.map(({ key }) => key)
  const happenings: Happening[] = []
  while (queue.length > 0) {
    const options = hasCrashed ? queue : [...queue, "crash"]
    const key = left.find((each) => options.includes(each) || each === "crash") ?? options[0]!
    const choice = options.length > 1 ? options.indexOf(key) : undefined
    const isFault = key === "crash"
    happenings.push({ key, choice, isFault })
    left = isFault ? left.slice(left.indexOf(key) + 1) : left.toSpliced(left.indexOf(key), 1)
    queue = isFault ? [...waiting] : queue.filter((each) => each !== key).concat(enables[key] ?? [])
    hasCrashed ||= isFault
  }
  return happenings
}

/** Fails if `early` happens before `late` does, both before any crash. */
export function failsInOrder(
  queue: Queue,
  early: string,
  late: string,
): (choices: readonly number[]) => Promise<PairEvaluation> {
  return async (choices) => {
    const happenings = happen(queue, choices)
    const crash = happenings.findIndex(({ isFault }) => isFault)
    const labels = happenings.slice(0, crash < 0 ? undefined : crash).map(({ key }) => key)
    const [first, second] = [labels.indexOf(early), labels.indexOf(late)]
    return { passes: !(first >= 0 && second > first), happenings }
  }
}

/** Up to five events wait, and each of them may enable another one. */
export const queues: fc.Arbitrary<Queue> = fc
  .record({
    count: fc.integer({ min: 2, max: 5 }),
    enabling: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    hasCrash: fc.boolean(),
  })
  .map(({ count, enabling, hasCrash }) => {
    const waiting = ["A", "B", "C", "D", "E"].slice(0, count)
    const enables = waiting.map((key, index) => [
      key,
      enabling[index] === true ? [key.toLowerCase()] : [],
    ])
    return { waiting, hasCrash, enables: Object.fromEntries(enables) as Queue["enables"] }
  })
