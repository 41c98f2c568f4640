import type { Event } from "@aws-sdk/client-lambda"
import { type EventView, wrapError } from "../operations/event-view.ts"
import { OPERATIONS } from "../operations/operations.ts"
import { errorObjectBytes } from "../values/error-object.ts"
import type { EventFact, EventRecord, InvocationFact } from "../state/event-record.ts"
import { toTimestamp } from "../values/instant.ts"

type FactOfOperation = Exclude<EventFact, InvocationFact>

/** The views of the events of all operation types, by the names of the events. */
const views = Object.assign(
  {},
  ...Object.values(OPERATIONS).map(({ events }) => events),
) as Readonly<Record<FactOfOperation["eventType"], EventView<FactOfOperation>>>

/** An event as GetDurableExecutionHistory shows it; event ids count from 1. */
export function toEvent(record: EventRecord, eventId: number, includeData: boolean): Event {
  const { subject, fact } = record
  const event: Event = {
    EventType: fact.eventType,
    EventId: eventId,
    EventTimestamp: toTimestamp(record.at),
  }
  if (subject !== undefined) {
    event.Id = subject.id
    if (subject.name !== undefined) event.Name = subject.name
    if (subject.subType !== undefined) event.SubType = subject.subType
    if (subject.parentId !== undefined) event.ParentId = subject.parentId
  }
  const details =
    fact.eventType === "InvocationCompleted"
      ? invocationDetails(fact, record.at, includeData)
      : views[fact.eventType].details(fact, includeData)
  return Object.assign(event, { [`${fact.eventType}Details`]: details })
}

/** The bytes of the data in an event. */
export function eventDataBytes({ fact }: EventRecord): number {
  if (fact.eventType === "InvocationCompleted") return errorObjectBytes(fact.error)
  return views[fact.eventType].dataBytes(fact)
}

function invocationDetails(fact: InvocationFact, at: number, includeData: boolean): object {
  return {
    StartTimestamp: toTimestamp(fact.startedAt),
    EndTimestamp: toTimestamp(at),
    RequestId: fact.requestId,
    ...(fact.error !== undefined && { Error: wrapError(fact.error, includeData) }),
  }
}
