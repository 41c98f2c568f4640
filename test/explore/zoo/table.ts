import type { ExplorationFailure, Verdict } from "durable-test-runner/explore"
import type { BugZooEntry } from "./bug.ts"

export const header: readonly string[] = [
  "| bug | found by | run | invariant | counterexample | corrected handler | found by the vendor's runner |",
  "| --- | --- | --- | --- | --- | --- | --- |",
]

/** One row of the table in the documentation, without what the vendor's runner says. */
export function bugRow(
  { name }: BugZooEntry,
  { foundBy, foundAt, violation, trace }: ExplorationFailure,
  corrected: Verdict,
): string {
  const unusual = trace.filter(({ insteadOf }) => insteadOf !== undefined)
  const faults = unusual.filter(({ isFault }) => isFault).length
  const parts = [countOf(unusual.length - faults, "deviation"), countOf(faults, "fault")].filter(
    (part) => part !== "",
  )
  const { proof, schedules } = corrected
  const passed = corrected.passed ? `passes, ${proof?.kind} (${schedules})` : "fails"
  const { invariant } = violation
  return `| ${name} | ${foundBy} | ${foundAt} | ${invariant} | ${parts.join(", ")} | ${passed} |`
}

function countOf(count: number, word: string): string {
  return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`
}
