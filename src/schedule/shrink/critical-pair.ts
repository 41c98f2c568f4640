import { deviationsOf, withoutTrailingZeros } from "./choice-order.ts"
import { exchange } from "./exchange.ts"

/** Something that happened in a run, as a trace shows it. */
export interface Happening {
  /** Tells it from others; see `keyOf`. */
  readonly key: string
  /** The number of the choice; undefined where nothing else could happen. */
  readonly choice: number | undefined
  /** It was a fault: what came before it may be lost, and happen again with the same key. */
  readonly isFault: boolean
  /** What a fault has kept from being recorded or told, in words. */
  readonly struck?: string | undefined
}

export interface PairEvaluation {
  /** Nothing at all is wrong with this run. */
  readonly passes: boolean
  /** In order. Where only the decisions are told, positions are those of decisions. */
  readonly happenings: readonly Happening[]
}

export interface CriticalPair {
  /** Positions in the happenings of the failing run, 0 for the first. */
  readonly first: number
  readonly second: number
  /**
   * Nothing else differs from the first to the second. Otherwise only their order is turned round, and
   * what happens between them and after them may be different too.
   */
  readonly isExact: boolean
  /** A schedule of the run that passes. */
  readonly choices: readonly number[]
}

/**
 * Finds two happenings of a failing run whose order decides: "passes if 1 and 3 swap" (the critical
 * pair of Hermit, Meta). What is claimed is what a run has shown. Let the failing run and one that
 * passes be
 *
 *     failing   checkpoint   fast settles   checkpoint   slow settles   crash
 *     passing   checkpoint   slow settles   checkpoint   fast settles   crash
 *
 * They are the same up to a moment at which one does A and the other one B. If the failing run does B
 * later, and the passing one A, then A and B are a critical pair. It is exact if all between them is
 * the same. A fault is in no pair, and a pair has no fault between its two: an invocation that is gone
 * has done none of what was enabled, and the same key means something else in the next one. The
 * faults after it are the same in both runs: of an exact pair they are at the same places, of any other
 * they strike the same. Otherwise it may be the fault that decides, which the exchange has moved or done
 * away with.
 *
 * A number means something else once the exchange has changed what is enabled, so later decisions of the
 * passing run may be other ones. `evaluateOrder` therefore makes the failing run once more with nothing
 * changed but the order of the pair: what happens later is held by its key. The pair is one only if that
 * run passes too.
 *
 * Hermit swaps neighbours only. Here what lies between two events is often bound to (the reply to a
 * request that the first one has made), so those further apart are tried too: the closest first, those
 * at a deviation before others, at most `maxRuns` runs. The first exact pair is the answer, else the
 * closest other one; undefined where no order decides, as when a crash alone is enough.
 */
export async function findCriticalPair(
  choices: readonly number[],
  evaluate: (choices: readonly number[]) => Promise<PairEvaluation>,
  maxRuns: number,
  isOver: () => boolean = () => false,
  evaluateOrder?: (order: readonly Happening[]) => Promise<PairEvaluation>,
): Promise<CriticalPair | undefined> {
  if (maxRuns < 1 || isOver()) return undefined
  const failing = await evaluate(choices)
  if (failing.passes) return undefined
  let runs = 1
  let closest: CriticalPair | undefined
  const seen = new Set([withoutTrailingZeros(choices).join()])
  for (const candidate of candidatesOf(failing.happenings)) {
    if (runs >= maxRuns || isOver()) break
    if (seen.has(candidate.join())) continue
    seen.add(candidate.join())
    runs++
    const { passes, happenings } = await evaluate(candidate)
    const pair = passes ? pairOf(failing.happenings, happenings) : undefined
    if (pair === undefined) continue
    const found = { ...pair, choices: candidate }
    if (closest !== undefined && !found.isExact && distance(found) >= distance(closest)) continue
    if (evaluateOrder !== undefined) {
      runs++
      const held = await evaluateOrder(exchanged(failing.happenings, happenings, pair))
      if (!holds(pair, failing.happenings, held)) continue
    }
    if (found.isExact) return found
    closest = found
  }
  return closest
}

/** The failing run, but for what the passing one does until the two have come the other way round. */
function exchanged(
  failing: readonly Happening[],
  passing: readonly Happening[],
  { first }: Pick<CriticalPair, "first">,
): readonly Happening[] {
  const moved = positionAfter(passing, first, failing[first]?.key ?? "") ?? first
  const changed = passing.slice(first, moved + 1)
  const left = failing.slice(first)
  for (const { key } of changed) {
    const index = left.findIndex((each) => each.key === key)
    if (index >= 0) left.splice(index, 1)
  }
  return [...failing.slice(0, first), ...changed, ...left]
}

/** The run passes, its two happenings have changed places, and the same faults come as late or strike the same. */
function holds(
  { first, second }: Pick<CriticalPair, "first" | "second">,
  failing: readonly Happening[],
  held: PairEvaluation,
): boolean {
  if (!held.passes || held.happenings[first]?.key !== failing[second]?.key) return false
  const [before, after] = [faultsOf(failing), faultsOf(held.happenings)]
  return (
    isSame(before, after, ({ key }) => key) &&
    (isSame(before, after, ({ position }) => position) ||
      isSame(before, after, ({ struck }) => struck))
  )
}

function distance({ first, second }: CriticalPair): number {
  return second - first
}

/** Where two runs part, if it is by the order of two happenings. */
function pairOf(
  failing: readonly Happening[],
  passing: readonly Happening[],
): Omit<CriticalPair, "choices"> | undefined {
  const first = failing.findIndex(({ key }, index) => key !== passing[index]?.key)
  const [early, late] = [failing[first], passing[first]]
  if (early === undefined || late === undefined || early.isFault || late.isFault) return undefined
  const second = positionAfter(failing, first, late.key)
  const moved = positionAfter(passing, first, early.key)
  if (second === undefined || moved === undefined) return undefined
  const [failingFaults, passingFaults] = [faultsOf(failing), faultsOf(passing)]
  if (!isSame(failingFaults, passingFaults, ({ key }) => key)) return undefined
  const between = failing.slice(first + 1, second)
  const isExact =
    moved === second &&
    isSame(between, passing.slice(first + 1, second), ({ key }) => key) &&
    isSame(failingFaults, passingFaults, ({ position }) => position)
  if (!isExact && !isSame(failingFaults, passingFaults, ({ struck }) => struck)) return undefined
  return { first, second, isExact }
}

function faultsOf(
  happenings: readonly Happening[],
): readonly (Happening & { readonly position: number })[] {
  return happenings.flatMap((happening, position) =>
    happening.isFault ? [{ ...happening, position }] : [],
  )
}

function isSame<T>(left: readonly T[], right: readonly T[], key: (item: T) => unknown): boolean {
  const isSameLength = left.length === right.length
  return isSameLength && left.every((item, index) => key(item) === key(right[index] as T))
}

/** Where that happens next, unless a fault comes first. */
function positionAfter(
  happenings: readonly Happening[],
  position: number,
  wanted: string,
): number | undefined {
  for (const [offset, { key, isFault }] of happenings.slice(position + 1).entries()) {
    if (isFault) return undefined
    if (key === wanted) return position + 1 + offset
  }
  return undefined
}

/** Schedules in which two happenings are exchanged, or a deviation is the plain choice. */
function* candidatesOf(happenings: readonly Happening[]): Generator<readonly number[]> {
  const numbers = happenings.map(({ choice }) => choice ?? 0)
  const deviations = new Set(deviationsOf(numbers))
  const reaches = reachesOf(happenings)
  const furthest = reaches.reduce((most, { reach }) => Math.max(most, reach), 1)
  for (let gap = 1; gap <= furthest; gap++) {
    for (const isAtDeviation of [true, false]) {
      for (const { first, reach } of reaches) {
        const isNear = deviations.has(first) || deviations.has(first + gap)
        if (isNear !== isAtDeviation || gap > reach) continue
        yield choicesOf(happenings, exchange(numbers, first, first + gap))
      }
    }
    if (gap > 1) continue
    for (const position of deviations) {
      if (happenings[position]?.isFault === true) continue
      yield choicesOf(happenings, numbers.with(position, 0))
    }
  }
}

/**
 * What can be exchanged with something later: it was chosen from several. Its reach is how far the later one
 * can be away, because no fault may lie between. A long run has thousands of happenings and few of
 * these.
 */
function reachesOf(
  happenings: readonly Happening[],
): readonly { readonly first: number; readonly reach: number }[] {
  let end = happenings.length
  const reaches = []
  for (const [first, { choice, isFault }] of [...happenings.entries()].toReversed()) {
    if (isFault) end = first
    else if (choice !== undefined && end - first > 1) {
      reaches.push({ first, reach: end - first - 1 })
    }
  }
  return reaches.toReversed()
}

/** What nobody has chosen is no part of a schedule, unless it is chosen now. */
function choicesOf(
  happenings: readonly Happening[],
  numbers: readonly number[],
): readonly number[] {
  return withoutTrailingZeros(
    numbers.filter((number, index) => number > 0 || happenings[index]?.choice !== undefined),
  )
}
