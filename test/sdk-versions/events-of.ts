import type { Event } from "@aws-sdk/client-lambda"

interface Details {
  readonly Duration?: number
  readonly Timeout?: number
  readonly Error?: { readonly Payload?: { readonly ErrorType?: string } }
  readonly RetryDetails?: {
    readonly CurrentAttempt?: number
    readonly NextAttemptDelaySeconds?: number
  }
}

/** Their errors are of classes that the SDK chooses, and that differ between its versions. */
const OF_THE_SDK: ReadonlySet<string | undefined> = new Set([
  "ContextFailed",
  "ExecutionFailed",
  "InvocationCompleted",
])

/**
 * A history without its times, one line for each event, as docs/internals/service.md (section 8.3) notes the
 * recorded ones: `StepFailed(Step, attempt 1, next 1, Error)`.
 */
export function eventsOf(history: readonly Event[]): string[] {
  return history.map((event) => {
    const details = detailsOf(event)
    const { CurrentAttempt, NextAttemptDelaySeconds } = details.RetryDetails ?? {}
    const parts = [
      event.SubType,
      details.Duration ?? details.Timeout,
      CurrentAttempt === undefined ? undefined : `attempt ${CurrentAttempt}`,
      NextAttemptDelaySeconds === undefined ? undefined : `next ${NextAttemptDelaySeconds}`,
      errorTypeOf(event, details),
    ].filter((part) => part !== undefined)
    return parts.length === 0 ? `${event.EventType}` : `${event.EventType}(${parts.join(", ")})`
  })
}

function errorTypeOf({ EventType }: Event, details: Details): string | undefined {
  const type = details.Error?.Payload?.ErrorType
  return OF_THE_SDK.has(EventType) && type?.startsWith("Runtime.") !== true ? undefined : type
}

function detailsOf(event: Event): Details {
  const found = Object.entries(event).find(([key]) => key.endsWith("Details"))?.[1]
  return found ?? {}
}
