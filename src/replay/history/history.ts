import type { ErrorObject, Event, OperationType } from "@aws-sdk/client-lambda"
import { readEventName } from "../../service/values/operation-type.ts"
import type { BodyOutcome } from "./body-outcome.ts"

/** Details that come with an event, whatever its type. */
export interface EventDetails {
  readonly Result?: { readonly Payload?: string; readonly Truncated?: boolean }
  readonly Input?: { readonly Payload?: string; readonly Truncated?: boolean }
  readonly Error?: { readonly Payload?: ErrorObject; readonly Truncated?: boolean }
  readonly RetryDetails?: {
    readonly CurrentAttempt?: number
    readonly NextAttemptDelaySeconds?: number
  }
  readonly Duration?: number
  readonly ScheduledEndTimestamp?: Date
  readonly CallbackId?: string
  readonly Timeout?: number
  readonly HeartbeatTimeout?: number
  readonly FunctionName?: string
  readonly TenantId?: string
}

/** An execution as its history tells it: what a replay is checked against. */
export interface History {
  readonly events: readonly Event[]
  /** These are the events of a page that is not the last one. */
  readonly hasMorePages?: boolean
  /** The execution's ARN, where that is known: no event tells. */
  readonly arn?: string
  /** For whom it ran, where that is known: no event tells. */
  readonly tenantId?: string
  /** What its invocations have found in the environment, where that is known. */
  readonly environment?: Readonly<Record<string, string>>
  /** Contexts whose children are replayed, where that is known; else it is inferred. */
  readonly replaysChildren?: ReadonlySet<string>
  /** How an attempt of a body ended, where the run was watched. */
  readonly bodyOutcome?: (operationId: string, attempt: number) => BodyOutcome | undefined
}

/** The types of the operations within an execution. */
export type RecordedType = Exclude<OperationType, "EXECUTION">

/** What an event says happened, such as `Started`; undefined for those of no operation within. */
export function readEventType(
  event: Event,
): { readonly type: RecordedType; readonly what: string } | undefined {
  const name = readEventName(event.EventType)
  if (name === undefined || name.type === "EXECUTION") return undefined
  return name as { readonly type: RecordedType; readonly what: string }
}

export function detailsOf(event: Event): EventDetails {
  return (Reflect.get(event, `${event.EventType}Details`) ?? {}) as EventDetails
}

export function timeOf(event: Event | undefined): number {
  return event?.EventTimestamp?.getTime() ?? 0
}

const CLOSING = /^Execution(Succeeded|Failed|TimedOut|Stopped)$/

/** The event that closed the execution; absent while it runs. */
export function closingEvent({ events }: History): Event | undefined {
  return events.find(({ EventType }) => CLOSING.test(EventType ?? ""))
}

/** In which invocation an event was recorded, 1 for the first. */
export function invocationOf({ events }: History, index: number): number {
  let number = 1
  for (const event of events.slice(0, index)) {
    if (event.EventType === "InvocationCompleted") number++
  }
  return number
}

/** The events that data is missing of, without which nothing can be replayed. */
export function truncatedEvents({ events }: History): readonly Event[] {
  return events.filter((event) => {
    const type = event.EventType ?? ""
    if (CLOSING.test(type) || type === "InvocationCompleted") return false
    const { Result, Input, Error: failure } = detailsOf(event)
    const isOfInvoke = type === "ChainedInvokeStarted"
    return [Result, isOfInvoke ? undefined : Input, failure].some(
      (data) => data?.Truncated === true && data.Payload === undefined,
    )
  })
}
