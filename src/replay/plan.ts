import type { Event } from "@aws-sdk/client-lambda"
import { closingEvent, readEventType, type Recording } from "./recording.ts"

/** One moment at which the service could have invoked the handler anew. */
export interface ReplayPoint {
  /** How many events of the history have happened. */
  readonly eventCount: number
  /**
   * Operations that the handler is to ask for next. They are left out of its state: what it asks for
   * is only seen while it is not recorded yet.
   */
  readonly expected: readonly string[]
  /** Everything has happened, and so the handler is to end as it did. */
  readonly isEnd: boolean
}

/**
 * The replays that together see every operation asked for once, and every state in which the handler
 * has been suspended.
 *
 * Operations that were started one after the other, with nothing completed in between, are looked at
 * together: none of them can depend on the outcome of another. What was completed before them is in
 * the state, in particular the results of contexts, so that a decision that depended on the order of
 * completions and was recorded (`context.promise.race`) is the same.
 */
export function planReplays(recording: Recording): readonly ReplayPoint[] {
  const { events } = recording
  const points: ReplayPoint[] = []
  const known = new Set<string>()
  let group: string[] = []
  const closeGroup = (eventCount: number): void => {
    if (group.length > 0) points.push({ eventCount, expected: group, isEnd: false })
    group = []
  }
  events.forEach((event, index) => {
    const read = readEventType(event)
    if (read?.what === "Started" || read === undefined) {
      if (event.EventType === "InvocationCompleted") {
        closeGroup(index)
        points.push({ eventCount: index, expected: [], isEnd: false })
      }
    } else if (!isFirst(event)) closeGroup(index)
    if (isFirst(event) && read?.type !== "CONTEXT") group.push(event.Id ?? "")
    known.add(event.Id ?? "")
    // An operation may be recorded only when it is over; what follows can depend on it.
    if (read !== undefined && read.what !== "Started") closeGroup(index + 1)
  })
  closeGroup(events.length)
  const end = closingEvent(recording) === undefined ? events.length : lastOperationEvent(events)
  const last = points.at(-1)
  if (last?.expected.length === 0 && last.eventCount === end) points.pop()
  return [...points, { eventCount: end, expected: [], isEnd: true }]

  function isFirst(event: Event): boolean {
    return readEventType(event) !== undefined && event.Id !== undefined && !known.has(event.Id)
  }
}

function lastOperationEvent(events: readonly Event[]): number {
  return events.findLastIndex((event) => readEventType(event) !== undefined) + 1 || 1
}
