import type { Event } from "@aws-sdk/client-lambda"
import type { EventRecord } from "../state/event-record.ts"
import { eventDataBytes, toEvent } from "./history-event.ts"

export interface HistoryPageBounds {
  readonly maxItems: number
  readonly maxBytes: number
  readonly includeData: boolean
  readonly reverseOrder: boolean
}

export interface HistoryPage {
  readonly events: Event[]
  /** Where the next page begins; undefined if there is none. */
  readonly next: number | undefined
}

/** What an event weighs besides its data. */
const eventBytes = 256

/** A page of a history from an event on, cut by items and by bytes; it has at least one event. */
export function cutHistoryPage(
  records: readonly EventRecord[],
  start: number,
  bounds: HistoryPageBounds,
): HistoryPage {
  const { includeData } = bounds
  const step = bounds.reverseOrder ? -1 : 1
  const events: Event[] = []
  let bytes = 0
  for (let index = start; ; index += step) {
    const record = records[index]
    if (record === undefined) return { events, next: undefined }
    bytes += eventBytes + (includeData ? eventDataBytes(record) : 0)
    const isFull = events.length === bounds.maxItems || bytes > bounds.maxBytes
    if (isFull && events.length > 0) return { events, next: index }
    events.push(toEvent(record, index + 1, includeData))
  }
}
