import { compareChoices, withoutTrailingZeros } from "./choice-order.ts"
import { largestOf, SHRINK_MOVES } from "./shrink-moves.ts"

/**
 * Everything simpler that one move makes of some choices, the moves that take most away first: what
 * `shrinkChoices` runs as long as nothing of it fails. For whoever drives the shrinking himself, as
 * fast-check does.
 *
 * Each candidate is simpler than what it was made of, and there are finitely many simpler ones; so taking
 * candidates comes to an end.
 */
export function* smallerChoices(choices: readonly number[]): Generator<readonly number[], void> {
  const current = withoutTrailingZeros(choices)
  const seen = new Set<string>()
  for (const moves of SHRINK_MOVES) {
    const candidates = moves(current, largestOf(current))
    for (let next = candidates.next(); next.done !== true; next = candidates.next(current)) {
      const candidate = withoutTrailingZeros(next.value)
      const key = candidate.join()
      if (seen.has(key) || compareChoices(candidate, current) >= 0) continue
      seen.add(key)
      yield candidate
    }
  }
}
