import type { Execution } from "../../runner/results/execution.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import type { Instant } from "./report-model.ts"

/**
 * The ordinal axis of time: one column for each instant at which something happened. A wait of a week takes
 * as much room as one of a second, so that it hides nothing.
 */
export class Instants {
  readonly list: readonly Instant[]
  readonly #startedAt: number
  readonly #columns: ReadonlyMap<number, number>

  /** @param executions one, and all that it has started. */
  constructor(executions: readonly Execution[]) {
    this.#startedAt = executions[0]?.startTimestamp.getTime() ?? 0
    const times = new Set(executions.flatMap(timesIn))
    const sorted = [...times].toSorted((a, b) => a - b)
    this.#columns = new Map(sorted.map((time, column) => [time, column]))
    this.list = sorted.map((time) => {
      const elapsedMs = time - this.#startedAt
      return { elapsedMs, text: textOf(elapsedMs) }
    })
  }

  /** The column of an instant; the last one for what has not come yet. */
  columnOf(at: Date | undefined): number {
    const column = at === undefined ? undefined : this.#columns.get(at.getTime())
    return column ?? Math.max(0, this.list.length - 1)
  }

  textOf(at: Date): string {
    return textOf(at.getTime() - this.#startedAt)
  }
}

/** What an external clock stamps may lie before the start. */
function textOf(elapsedMs: number): string {
  return elapsedMs < 0 ? `-${formatElapsed(-elapsedMs).slice(1)}` : formatElapsed(elapsedMs)
}

function timesIn(execution: Execution): number[] {
  const dates = [
    execution.startTimestamp,
    execution.endTimestamp,
    ...execution.history.map(({ EventTimestamp }) => EventTimestamp),
    ...execution.operations.flatMap(({ startTimestamp, endTimestamp }) => [
      startTimestamp,
      endTimestamp,
    ]),
    ...execution.invocations.flatMap(({ startTimestamp, endTimestamp }) => [
      startTimestamp,
      endTimestamp,
    ]),
    ...execution.deliveries.map(({ at }) => at),
    ...execution.logs.map(({ at }) => at),
  ]
  return dates.flatMap((date) => (date === undefined ? [] : [date.getTime()]))
}
