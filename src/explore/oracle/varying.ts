import { FRESH_KEYS } from "../../schedule/fresh-values/fresh-tree.ts"

/**
 * How a place of an outcome varies with the time and with chance, in a way that was not followed:
 *
 * - `words`: some words of a text that have digits;
 * - `value`: all that stands there;
 * - `keys`: the keys of an object; how many there are, and what they hold, is compared all the same.
 */
type Variation = "words" | "value" | "keys"

/** A place at which two outcomes differ. */
export interface Difference {
  /** Such as `result.at`, in the words of an `Outcome`. */
  readonly path: string
  readonly variation: Variation
  readonly left: unknown
  readonly right: unknown
}

/** Stands for what is not compared. */
const VARIES = "(varies)"

/** Where two outcomes of the same schedule differ that were made at other times and with other numbers. */
export function differencesOf(left: unknown, right: unknown, path = ""): Difference[] {
  if (JSON.stringify(left) === JSON.stringify(right)) return []
  if (typeof left === "string" && typeof right === "string") {
    const isAlike = withoutWords(left) === withoutWords(right)
    return [{ path, variation: isAlike ? "words" : "value", left, right }]
  }
  if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right)) {
    return [{ path, variation: "value", left, right }]
  }
  const keys = Object.keys(left)
  const others = Object.keys(right)
  if (keys.every((key) => key in right) && keys.length === others.length) {
    return keys.flatMap((key) => differencesOf(left[key], right[key], inner(path, key, left)))
  }
  if (Array.isArray(left) || path === "") return [{ path, variation: "value", left, right }]
  return differencesOfKeyed(entriesOf(left), entriesOf(right), path)
}

type Entry = readonly [key: string, member: unknown]

/** Two objects with other keys: members that belong together are found by what they hold. */
function differencesOfKeyed(
  left: readonly Entry[],
  right: readonly Entry[],
  path: string,
): Difference[] {
  const keys = left.map(([key]) => key)
  const others = right.map(([key]) => key)
  if (keys.length !== others.length) return [{ path, variation: "value", left, right }]
  const theirs = membersOf(right)
  return [
    { path, variation: "keys", left: keys, right: others },
    ...membersOf(left).flatMap((member, index) =>
      differencesOf(member, theirs[index], `${path}.*`),
    ),
  ]
}

/** With those of its entries whose keys are fresh. */
function entriesOf(value: Readonly<Record<string, unknown>>): readonly Entry[] {
  return Object.entries(value).flatMap(([key, member]): readonly Entry[] =>
    key === FRESH_KEYS ? (member as readonly Entry[]) : [[key, member]],
  )
}

function membersOf(entries: readonly Entry[]): unknown[] {
  return entries.map(([, member]) => member).toSorted(byText)
}

/** The places that are not compared, as far as they are known. It only grows. */
export class VaryingPlaces {
  readonly #places: Map<string, Variation> = new Map()

  get paths(): readonly string[] {
    return [...this.#places.keys()].toSorted()
  }

  /** @returns whether one of them was not known. */
  learn(differences: readonly Difference[]): boolean {
    let isNew = false
    for (const { path, variation } of differences) {
      const known = this.#places.get(path)
      if (known === variation || known === "value") continue
      this.#places.set(path, known === undefined ? variation : "value")
      isNew = true
    }
    return isNew
  }

  /** A form without what is not compared. */
  mask(form: unknown): unknown {
    return this.#places.size === 0 ? form : this.#masked(form, "")
  }

  #masked(value: unknown, path: string): unknown {
    const variation = this.#places.get(path)
    if (variation === "value") return VARIES
    if (variation === "words" && typeof value === "string") return withoutWords(value)
    if (!isContainer(value)) return value
    if (variation === "keys" && !Array.isArray(value)) {
      const members = membersOf(entriesOf(value)).map((member) => this.#masked(member, `${path}.*`))
      return members.toSorted(byText)
    }
    if (Array.isArray(value)) {
      return value.map((member, index) => this.#masked(member, `${path}[${index}]`))
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        this.#masked(member, inner(path, key, value)),
      ]),
    )
  }
}

function inner(path: string, key: string, container: object): string {
  if (Array.isArray(container)) return `${path}[${key}]`
  return path === "" ? key : `${path}.${key}`
}

function withoutWords(text: string): string {
  return text.replaceAll(/[\w.:+/=-]*\d[\w.:+/=-]*/gu, VARIES)
}

function byText(left: unknown, right: unknown): number {
  const [one, other] = [JSON.stringify(left), JSON.stringify(right)]
  return one === other ? 0 : one < other ? -1 : 1
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}
