import type { ErrorObject } from "@aws-sdk/client-lambda"
import { copyError, errorObjectBytes } from "../values/error-object.ts"
import type { EventFact } from "../state/event-record.ts"
import { utf8Bytes } from "../values/utf8.ts"

/** How the history shows what an event says. */
export interface EventView<Fact> {
  readonly details: (fact: Fact, includeData: boolean) => object
  /** The bytes of its data, which `includeData` brings. */
  readonly dataBytes: (fact: Fact) => number
}

/** A view for each event of a type: its keys are the names of the events. */
export type EventViews<Fact extends EventFact> = {
  readonly [EventType in Fact["eventType"]]: EventView<FactNamed<Fact, EventType>>
}

type FactNamed<Fact extends EventFact, EventType> = Fact extends unknown
  ? EventType extends Fact["eventType"]
    ? Fact
    : never
  : never

/** An event that says nothing more than that it happened. */
export const bareEvent: EventView<unknown> = { details: () => ({}), dataBytes: () => 0 }

export const resultEvent: EventView<{ readonly result: string | undefined }> = {
  details: ({ result }, includeData) => ({ Result: wrapText(result, includeData) }),
  dataBytes: ({ result }) => utf8Bytes(result),
}

export const errorEvent: EventView<{ readonly error: ErrorObject | undefined }> = {
  details: ({ error }, includeData) => ({ Error: wrapError(error, includeData) }),
  dataBytes: ({ error }) => errorObjectBytes(error),
}

/** Data wrappers of events (section 8.1): without data they only say that something is missing. */
interface Wrapped<Payload> {
  Payload?: Payload
  Truncated: boolean
}

export function wrapText(payload: string | undefined, includeData: boolean): Wrapped<string> {
  if (!includeData) return { Truncated: true }
  return payload === undefined ? { Truncated: false } : { Payload: payload, Truncated: false }
}

export function wrapError(
  payload: ErrorObject | undefined,
  includeData: boolean,
): Wrapped<ErrorObject> {
  if (!includeData) return { Truncated: true }
  if (payload === undefined) return { Truncated: false }
  return { Payload: copyError(payload), Truncated: false }
}
