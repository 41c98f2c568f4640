/*
 * What a report shows of an execution, as plain data: no view has to know how operations, events and
 * invocations hang together. Columns count the instants of the chart from 0.
 */

/** One column of the chart: an instant at which something happened. */
export interface Instant {
  readonly elapsedMs: number
  /** For people: `+2h 20ms`. */
  readonly text: string
}

export type SegmentKind = "running" | "waiting" | "failed" | "context"

/**
 * A stretch of an operation's row, from the begin of one column to that of another. What took no time
 * takes a part of its column.
 */
export interface Segment {
  readonly kind: SegmentKind
  readonly from: number
  readonly to: number
  /** Whether it had not ended when the execution was looked at. */
  readonly isOpen: boolean
  /** What it is, in words. */
  readonly note: string
}

type MarkKind = "heartbeat" | "delivery" | "refused" | "log" | "warning"

/** Something at one instant of an operation's row. */
export interface Mark {
  readonly kind: MarkKind
  readonly at: number
  readonly note: string
}

/** One row of the chart: the execution itself, or one of its operations. */
export interface ChartRow {
  /** Its place among all rows of the report. */
  readonly index: number
  readonly label: string
  /** How deep it stands in the tree; 0 for the execution. */
  readonly depth: number
  readonly status: string
  readonly isFailed: boolean
  /** When it began and ended, in words. */
  readonly when: string
  readonly segments: readonly Segment[]
  readonly marks: readonly Mark[]
  readonly details: Details
}

/** What a reader sees who opens a row. */
export interface Details {
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** Longer texts: input, result, error, attempts. */
  readonly blocks: readonly (readonly [title: string, text: string])[]
}

/** One invocation of the handler: a band of the chart, from the begin of a column to that of another. */
export interface Band {
  readonly number: number
  readonly status: string
  readonly from: number
  readonly to: number
}

/** One row of the table of the history. */
export interface HistoryRow {
  /** The id of the event; undefined for what an external system sent without leaving an event. */
  readonly eventId: number | undefined
  readonly time: string
  readonly type: string
  readonly subject: string
  readonly text: string
  readonly isFailure: boolean
  /** The row of the chart that it belongs to. */
  readonly row: number | undefined
}

/** One line of the code's own logs. */
export interface LogRow {
  readonly time: string
  readonly level: string
  readonly where: string
  readonly text: string
  readonly row: number | undefined
}

export interface ExecutionModel {
  readonly kind: "execution"
  readonly title: string
  readonly status: string
  readonly isFailed: boolean
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** How it ended and why, in a sentence; empty where nothing went wrong. */
  readonly reason: string
  readonly instants: readonly Instant[]
  readonly bands: readonly Band[]
  readonly rows: readonly ChartRow[]
  readonly history: readonly HistoryRow[]
  readonly logs: readonly LogRow[]
}
