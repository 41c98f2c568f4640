import { withoutMarks } from "../../schedule/fresh-values/renamed.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import { withoutIds } from "../../text/values/id-like.ts"
import { differOnlyInRandomParts, TEXTS_TO_COMPARE } from "../../text/values/random-parts.ts"
import { hadSupply, runsOfSupplies } from "../../world/globals/outside/supplies.ts"
import type { RunReport } from "./run-report.ts"
import { type Difference, differencesOf } from "./varying.ts"

interface Run {
  readonly run: ScheduledRun
  readonly report: RunReport
}

/** A run that has not ended has none. */
export function formOf({ report }: Pick<Run, "report">): unknown {
  return report.outcome?.form
}

/** Libraries count ids from run to run, which decides nothing where they only are unique. */
export function differOnlyInIds(first: RunReport, second: RunReport): boolean {
  return differencesOf(formOf({ report: first }), formOf({ report: second })).every(isOfIds)
}

function isOfIds({ left, right, variation }: Difference): boolean {
  const [own, others] = [left, right].map((side) => {
    if (variation !== "keys") return typeof side === "string" ? withoutAnyId(side) : undefined
    return (side as readonly string[]).map(withoutAnyId).toSorted().join("\n")
  })
  return own !== undefined && own === others
}

/** Neither with those that are known nor with what looks like one. */
function withoutAnyId(text: string): string {
  return withoutIds(withoutMarks(text))
}

/**
 * Whether two runs of one schedule differ only in ids that a library has taken from random bytes of an
 * earlier run, however short they are. It is tried: where all such bytes are the same, so are the ids,
 * and other bytes make others of each. What is chosen by chance from a few values is no id.
 */
export async function differInTakenIds(
  first: Run,
  second: Run,
  repeat: () => Promise<Run>,
): Promise<boolean> {
  if (courseOf(first) !== courseOf(second)) return false
  const runs = await runsOfSupplies(repeat)
  if (runs === undefined) return false
  const [blank, again, one, two] = runs
  if (blank.report.fingerprint !== again.report.fingerprint) return false
  if (!differOnlyInIds(blank.report, again.report)) return false
  const places = placesOf(first, second)
  return (
    [...places].every((place) => placesOf(again, one).has(place)) &&
    [...places].every((place) => placesOf(again, two).has(place)) &&
    [...places].every((place) => placesOf(one, two).has(place))
  )
}

/**
 * Whether runs of one schedule differ only in what looks drawn anew each time: what a library takes from a
 * supply that it keeps as text, or makes of random numbers and a counter.
 */
export async function differAtRandom(repeat: () => Promise<Run>): Promise<boolean> {
  const runs: Run[] = []
  while (runs.length < TEXTS_TO_COMPARE) {
    const made = await repeat()
    const [first = made] = runs
    if (made.report.fingerprint !== first.report.fingerprint) return false
    // Where real I/O takes part, it may be what differs.
    if (made.report.wakes.length > 0) return false
    runs.push(made)
  }
  if (!hadSupply() && runs.every(({ run }) => run.world.drawn?.isEmpty !== false)) return false
  return differOnlyInRandomParts(runs.map((run) => withoutMarks(JSON.stringify(formOf(run)) ?? "")))
}

/** What happened, whatever names it had. */
function courseOf({ run }: Run): string {
  return run.events.map(({ kind, subject }) => `${kind} ${subject.type}`).join("\n")
}

function placesOf(first: Run, second: Run): ReadonlySet<string> {
  return new Set(differencesOf(formOf(first), formOf(second)).map(({ path }) => path))
}
