import type { BodyFailure } from "./ways-to-end.ts"
import { numberText } from "./number-text.ts"
import { describeEnd } from "./outcome-text.ts"

/** Of more steps, and of more ends of one step, only the number is printed. */
const MOST_STEPS = 12
const MOST_ENDS = 3
const LABEL = "if it fails"
const INDENT = " ".repeat(15)

/** A line for each step whose body was made to fail: how the execution ends then. */
export function renderFailedBodies(failures: readonly BodyFailure[]): readonly string[] {
  const shown = failures.slice(0, MOST_STEPS)
  const width = Math.max(0, ...shown.map(({ operation }) => operation.length))
  const lines = shown.map(({ operation, outcomes }) => {
    const ends = outcomes.slice(0, MOST_ENDS).map((outcome) => describeEnd(outcome))
    const more = outcomes.length - ends.length
    if (more > 0) ends.push(`${numberText(more)} more`)
    return `${operation.padEnd(width)}  ${ends.join(" | ")}`
  })
  const more = failures.length - shown.length
  if (more > 0) lines.push(`and ${numberText(more)} more`)
  return lines.map((line, index) => (index === 0 ? `  ${LABEL}  ${line}` : INDENT + line))
}

/** How many marks a verdict lists: the data of the verdict has all of them. */
const MOST_MARKS = 12

/** A name that several operations share: `a crash before "bill" #7 is recorded`. */
const NUMBERED = /^(?<start>a crash (?:before|after) ".*") #\d+(?<end> is recorded)$/su

/**
 * What a search should have seen and did not, as one line. Operations that share a name are counted: a map
 * over 200 items has 200 of each.
 */
export function renderUnseen(
  neverSeen: readonly string[],
  coverage: Readonly<Record<string, number>>,
): readonly string[] {
  if (neverSeen.length === 0) return []
  const all = countAlike(Object.keys(coverage))
  const unseen = [...countAlike(neverSeen)].map(([mark, count]) => {
    const of = all.get(mark) ?? count
    return of === 1 ? mark : `${mark} (${count} of ${of})`
  })
  const shown = unseen.slice(0, MOST_MARKS)
  const more = unseen.length - shown.length
  const rest = more === 0 ? "" : `; and ${more} more, listed in verdict.neverSeen`
  return [`  never seen   ${shown.join("; ")}${rest}`]
}

function countAlike(marks: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const mark of marks) {
    const { start, end } = NUMBERED.exec(mark)?.groups ?? {}
    const alike = start === undefined ? mark : `${start}${end}`
    counts.set(alike, (counts.get(alike) ?? 0) + 1)
  }
  return counts
}
