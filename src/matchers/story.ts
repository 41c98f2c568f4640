import type { Execution } from "../runner/results/execution.ts"
import { describeEnd, notesOn } from "../runner/results/failure-reason.ts"
import type { OperationResult } from "../runner/results/operation-result.ts"
import { renderTimeline } from "../runner/results/timeline.ts"

/** How many rows of a timeline the text of a failure has, besides those that are marked. */
const MOST_ROWS = 40

/** What a reader is to look at. */
export interface Place {
  readonly operations?: readonly OperationResult[]
  /** The row at which the execution ends. */
  readonly end?: boolean
}

/** A text and what happened, with the rows concerned marked. */
export function withTimeline(text: string, execution: Execution, place: Place): string {
  const ids = new Set(place.operations?.map(({ id }) => id))
  const timeline = renderTimeline(execution, { limit: MOST_ROWS }, ({ operation, subject }) =>
    operation === undefined
      ? place.end === true && subject.startsWith("execution ")
      : ids.has(operation.id) && execution.operations.includes(operation),
  )
  return `${text}\n\nWhat happened:\n${timeline}`
}

/** How it ended, with the operation that its error came from. */
export function howItEnded(execution: Execution): string {
  const notes = notesOn(execution).map((note) => `\n${note}`)
  return `The execution ${describeEnd(execution)}.${notes.join("")}`
}

/** Where an execution failed: the operations with its error, and its end. */
export function placeOfFailure(execution: Execution): Place {
  const { error } = execution
  const operations = execution.operations.filter(
    (operation) =>
      operation.type !== "CONTEXT" &&
      operation.error !== undefined &&
      operation.error.ErrorMessage === error?.ErrorMessage,
  )
  return { operations, end: true }
}
