import type { LegalOutcome } from "./ways-to-end.ts"
import { numberText } from "./number-text.ts"
import { describeEnd } from "./outcome-text.ts"

/** The failures first; of more outcomes than this only the number is printed. */
const MOST_OUTCOMES = 4
const MOST_STEPS = 4
const INDENT = " ".repeat(15)

/** How the runs without faults ended, with the order of those that fail where others succeed. */
export function renderOutcomes(outcomes: readonly LegalOutcome[]): readonly string[] {
  const [first] = outcomes
  if (first === undefined) return []
  if (outcomes.length === 1) return [`  outcome      ${describeEnd(first.outcome)}`]
  const succeeds = outcomes.some(({ outcome }) => outcome.status === "SUCCEEDED")
  const isSuspect = ({ outcome }: LegalOutcome): boolean =>
    succeeds && outcome.status !== "SUCCEEDED"
  const suspects = outcomes.filter(isSuspect)
  const sorted = [...suspects, ...outcomes.filter((each) => !isSuspect(each))]
  const shown = sorted.slice(0, Math.max(MOST_OUTCOMES, suspects.length))
  return [
    `  outcomes     ${numberText(outcomes.length)} without faults, all of them legal`,
    ...shown.flatMap((each) => (isSuspect(each) ? renderSuspect(each) : renderLegal(each))),
    ...(shown.length < outcomes.length ? [`${INDENT}...`] : []),
  ]
}

function renderLegal({ outcome, difference }: LegalOutcome): readonly string[] {
  if (difference === "") return [`${INDENT}${describeEnd(outcome)}  in the plain run`]
  const rows = difference.split("\n")
  // One difference of the result is what the end says already.
  const isSaid = rows.length === 1 && rows[0]?.startsWith("  result ") === true
  return [
    `${INDENT}${describeEnd(outcome)}`,
    ...(isSaid ? [] : rows.slice(0, MOST_STEPS).map((row) => `${INDENT}${row}`)),
  ]
}

function renderSuspect({ outcome, schedule, order }: LegalOutcome): readonly string[] {
  return [
    `${INDENT}${describeEnd(outcome)}  in some orders only: DURABLE_SCHEDULE=${schedule}`,
    ...order.slice(0, MOST_STEPS).map((step) => `${INDENT}  ${step}`),
    ...(order.length > MOST_STEPS ? [`${INDENT}  ...`] : []),
  ]
}
