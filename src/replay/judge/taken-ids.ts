import { IdNumbers } from "../../text/values/id-like.ts"
import { differOnlyInRandomParts, TEXTS_TO_COMPARE } from "../../text/values/random-parts.ts"
import { hadSupply, runsOfSupplies } from "../../world/globals/outside/supplies.ts"
import type { LogEntry } from "../record/run-log.ts"
import type { RunWatcher } from "../record/run-watcher.ts"

/*
 * Two runs with one seed may have other ids: a library takes them from random bytes that an earlier run
 * has drawn. Long ones show by how they look. Short ones, such as `nanoid(4)`, are found by trying what
 * becomes of them where all those bytes are the same. A supply that a library keeps as text, or mixes with
 * a counter, cannot be tried so: what comes of it is told by how it differs in many runs.
 */

/** The index of the first entry in which two runs differ, but for which ids there are. */
export function firstDifference(first: RunWatcher, second: RunWatcher): number | undefined {
  const before = first.log.entries
  const after = second.log.entries
  const beforeWithoutIds = withNumberedIds(before)
  const afterWithoutIds = withNumberedIds(after)
  const isSame = (index: number): boolean =>
    beforeWithoutIds[index] === afterWithoutIds[index] &&
    before[index]?.elapsedMs === after[index]?.elapsedMs
  const length = Math.max(before.length, after.length)
  let index = 0
  while (index < length && isSame(index)) index++
  return index === length ? undefined : index
}

/**
 * Libraries count ids from run to run, or take their source of randomness before a run begins: which ids
 * there are decides nothing, only which of them are the same.
 */
function withNumberedIds(entries: readonly LogEntry[]): readonly string[] {
  const ids = new IdNumbers()
  return entries.map(({ text }) => ids.replacedIn(text))
}

/**
 * Two runs that show in what a repeated run differs; undefined if it does only in ids. Where some ids are
 * among the differences, they are runs that have the same.
 */
export async function differenceOf(
  first: RunWatcher,
  second: RunWatcher,
  repeat: () => Promise<RunWatcher>,
): Promise<readonly [RunWatcher, RunWatcher] | undefined> {
  if (firstDifference(first, second) === undefined) return undefined
  if (!isSameCourse(first, second)) return [first, second]
  const runs = await runsOfSupplies(repeat)
  if (runs === undefined) return [first, second]
  const [blank, again, ...others] = runs
  if (firstDifference(blank, again) !== undefined) return [blank, again]
  return differWhereverTheyDid([first, second], [again, ...others]) ? undefined : [first, second]
}

/**
 * Whether a repeated run differs only in what looks drawn anew each time, where code has drawn something.
 * For runs in which nothing else was seen that could differ.
 */
export async function differsAtRandom(repeat: () => Promise<RunWatcher>): Promise<boolean> {
  const runs: RunWatcher[] = []
  while (runs.length < TEXTS_TO_COMPARE) {
    const run = await repeat()
    if (runs[0] !== undefined && !isSameCourse(runs[0], run)) return false
    runs.push(run)
  }
  if (!hadSupply() && runs.every(({ hasDrawn }) => !hasDrawn)) return false
  return differOnlyInRandomParts(
    runs.map(({ log }) => log.entries.map(({ text }) => text).join("\n")),
  )
}

/** The same things happened, whatever values and names they had. */
function isSameCourse(first: RunWatcher, second: RunWatcher): boolean {
  return courseOf(first) === courseOf(second)
}

function courseOf({ log: { entries } }: RunWatcher): string {
  return entries
    .map(({ text, elapsedMs }) => `${elapsedMs} ${EVENT_OR_UPDATE.exec(text)?.[0]}`)
    .join("\n")
}

/** An event by its kind, an update by its action and type. */
const EVENT_OR_UPDATE = /^\S+:|^\S+ \S+/u

/** What is chosen by chance from a few values is no id, and stays the same in some of the runs. */
function differWhereverTheyDid(
  [{ log: before }, { log: after }]: readonly [RunWatcher, RunWatcher],
  runs: readonly RunWatcher[],
): boolean {
  return before.entries.every(({ text }, index) => {
    if (text === after.entries[index]?.text) return true
    const texts = runs.map(({ log }) => log.entries[index]?.text)
    return new Set(texts).size === runs.length
  })
}
