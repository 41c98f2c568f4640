import { closest, distance } from "fastest-levenshtein"

/** How many edits a misspelt name may be away from the one that was meant. */
const LONGEST_DISTANCE = 3

/** Of two letters every other name is near. */
const SHORTEST_NAME = 3

/** ` Did you mean "approve"?`, or nothing if no known name is near. */
export function didYouMean(name: string, known: readonly (string | undefined)[]): string {
  const names = [...new Set(known.filter((candidate) => candidate !== undefined))].filter(
    (candidate) => candidate.length >= SHORTEST_NAME,
  )
  if (name.length < SHORTEST_NAME || names.length === 0) return ""
  const nearest = closest(name, names)
  const isNear =
    distance(name.toLowerCase(), nearest.toLowerCase()) <=
    Math.min(LONGEST_DISTANCE, Math.ceil(name.length / 2))
  return isNear ? ` Did you mean ${JSON.stringify(nearest)}?` : ""
}

/** `"a", "b" and "c"`. */
export function listNames(names: readonly (string | undefined)[]): string {
  const quoted = names.map((name) => (name === undefined ? "(unnamed)" : JSON.stringify(name)))
  return joinWithAnd(quoted)
}

/** `a, b and c`. */
export function joinWithAnd(texts: readonly string[]): string {
  if (texts.length <= 1) return texts.join("")
  return `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`
}

/** How many names a message lists: a map over a thousand items has a thousand. */
const MOST_NAMES = 20

/** `"a", "b" and "c"`, or the first of many: `"a", "b" and 180 more`. */
export function nameSome(names: readonly (string | undefined)[]): string {
  const more = names.length - MOST_NAMES
  if (more <= 0) return listNames(names)
  const shown = names.slice(0, MOST_NAMES).map((name) => name ?? "(unnamed)")
  return `${shown.map((name) => JSON.stringify(name)).join(", ")} and ${more} more`
}
