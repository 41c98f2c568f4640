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
