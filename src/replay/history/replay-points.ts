import type { Event } from "@aws-sdk/client-lambda"
import { closingEvent, detailsOf, readEventType, type History } from "./history.ts"
import { REPLAYED_TYPES } from "./replayed-types.ts"

/** One moment at which the service could have invoked the handler anew. */
export interface ReplayPoint {
  /** How many events of the history have happened. */
  readonly eventCount: number
  /**
   * Operations that the handler is to ask for next. They are left out of its state: what it asks for
   * is only seen while it is not recorded yet.
   */
  readonly expected: readonly string[]
  /**
   * Outcomes that the handler is to bring about again, by their places in the history. They are left
   * out of its state: the function of a context runs again, and what is decided after an attempt of a
   * step is decided again.
   */
  readonly outcomes: readonly number[]
  /** Everything has happened, and so the handler is to end as it did. */
  readonly isEnd: boolean
}

/**
 * The replays that together see every operation asked for once, every outcome of a context and every
 * decision after an attempt made once more, and every state in which the handler has been suspended.
 */
export function planReplays(history: History): readonly ReplayPoint[] {
  const { events } = history
  const points = [...planRequests(events), ...planOutcomes(history)].toSorted(
    (left, right) => left.eventCount - right.eventCount,
  )
  const end = closingEvent(history) === undefined ? events.length : lastOperationEvent(events)
  const last = points.at(-1)
  if (last !== undefined && isBare(last) && last.eventCount === end) points.pop()
  return [...points, { eventCount: end, expected: [], outcomes: [], isEnd: true }]
}

function isBare({ expected, outcomes }: ReplayPoint): boolean {
  return expected.length === 0 && outcomes.length === 0
}

/**
 * Operations that were started one after the other, with nothing completed in between, are looked at
 * together: none of them can depend on the outcome of another. What was completed before them is in
 * the state, in particular the results of contexts, so that a decision that depended on the order of
 * completions and was recorded (`context.promise.race`) is the same.
 */
function planRequests(events: readonly Event[]): ReplayPoint[] {
  const points: ReplayPoint[] = []
  const known = new Set<string>()
  let group: string[] = []
  const closeGroup = (eventCount: number): void => {
    if (group.length > 0) points.push({ eventCount, expected: group, outcomes: [], isEnd: false })
    group = []
  }
  events.forEach((event, index) => {
    const read = readEventType(event)
    if (read?.what === "Started" || read === undefined) {
      if (event.EventType === "InvocationCompleted") {
        closeGroup(index)
        points.push({ eventCount: index, expected: [], outcomes: [], isEnd: false })
      }
    } else if (!isFirst(event)) closeGroup(index)
    if (isFirst(event) && read !== undefined && REPLAYED_TYPES[read.type].isLeftOutOfState) {
      group.push(event.Id ?? "")
    }
    known.add(event.Id ?? "")
    // An operation may be recorded only when it is over; what follows can depend on it.
    if (read !== undefined && read.what !== "Started") closeGroup(index + 1)
  })
  closeGroup(events.length)
  return points

  function isFirst(event: Event): boolean {
    return readEventType(event) !== undefined && event.Id !== undefined && !known.has(event.Id)
  }
}

/** Outcomes that follow one another with nothing in between come about in one replay. */
function planOutcomes(history: History): ReplayPoint[] {
  const points: ReplayPoint[] = []
  let group: number[] = []
  const closeGroup = (eventCount: number): void => {
    if (group.length > 0) points.push({ eventCount, expected: [], outcomes: group, isEnd: false })
    group = []
  }
  history.events.forEach((event, index) => {
    const isOutcome = isRepeatable(event, history)
    const isSecond = group.some((other) => history.events[other]?.Id === event.Id)
    if (!isOutcome || isSecond) closeGroup(index)
    if (isOutcome) group.push(index)
  })
  closeGroup(history.events.length)
  return points
}

/** Whether a replay can bring the outcome about without running the body of a step. */
function isRepeatable(event: Event, { bodyOutcome }: History): boolean {
  const read = readEventType(event)
  if (event.Id === undefined || read === undefined || read.what === "Started") return false
  const { type, what } = read
  const { repeats } = REPLAYED_TYPES[type]
  if (repeats === "every end") return what === "Succeeded" || what === "Failed"
  if (repeats === "no outcome") return false
  const attempt = attemptOf(event)
  // An interrupted attempt has no outcome, and what a step returned is up to its body alone.
  if (detailsOf(event).Error?.Payload?.ErrorType === "StepInterruptedError") return false
  const isDecision = what === "Failed" || event.SubType === "WaitForCondition"
  return isDecision && attempt > 0 && bodyOutcome?.(event.Id, attempt) !== undefined
}

/** The attempt that ended with an event of a step, 1 for the first. */
export function attemptOf(event: Event): number {
  return detailsOf(event).RetryDetails?.CurrentAttempt ?? 0
}

function lastOperationEvent(events: readonly Event[]): number {
  return events.findLastIndex((event) => readEventType(event) !== undefined) + 1 || 1
}
