import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { InvocationRecord } from "../../world/invocation/invocation-log.ts"
import { LogStream } from "../../world/invocation/lambda-environment.ts"
import { closingEvent, type History, timeOf } from "./history.ts"

/**
 * The invocations that a history tells of: those that have ended, since only their end is an event. How
 * one ended follows from its error and from whether the execution closed in it.
 */
export function recordedInvocations(history: History): readonly InvocationRecord[] {
  const { events } = history
  const ends = events.flatMap((event, index) =>
    event.EventType === "InvocationCompleted" ? [{ event, index }] : [],
  )
  const closing = closingEvent(history)
  return ends.map(({ event, index }, number): InvocationRecord => {
    const details = event.InvocationCompletedDetails
    const requestId = details?.RequestId ?? ""
    const startedAt = (details?.StartTimestamp ?? event.EventTimestamp ?? new Date(0)).getTime()
    const after = number === 0 ? 1 : (ends[number - 1]?.index ?? 0) + 1
    const closes = number === ends.length - 1 && closing !== undefined
    return {
      durableExecutionArn: undefined,
      requestId,
      functionName: "",
      logStream: new LogStream(requestId, "$LATEST", startedAt),
      startedAt,
      firstEvent: firstEventSince(history, after, index, startedAt),
      endedAt: (details?.EndTimestamp ?? event.EventTimestamp ?? new Date(0)).getTime(),
      lastEvent: closes ? Math.max(index, events.indexOf(closing)) + 1 : index + 1,
      outcome: outcomeOf(details?.Error, closes ? closing?.EventType : undefined),
      thrown: undefined,
      droppedTimers: [],
      thrownErrors: [],
      leftBehind: [],
    }
  })
}

/** What the service records by itself, and invokes the handler for. */
const OF_THE_SERVICE = /^(?:Wait|Callback|ChainedInvoke)(?:Succeeded|Failed|TimedOut|Stopped)$/

/** What happened before it began, such as an answer that it was invoked for, is not its own. */
function firstEventSince(
  { events }: History,
  from: number,
  end: number,
  startedAt: number,
): number {
  const index = events.findIndex((event, position) => {
    if (position < from || timeOf(event) < startedAt) return false
    return timeOf(event) > startedAt || !OF_THE_SERVICE.test(event.EventType ?? "")
  })
  return index === -1 ? end : Math.min(index, end)
}

/** The error of a handler that failed for good is both that of the invocation and of the execution. */
function outcomeOf(
  failure: { readonly Payload?: ErrorObject | undefined } | undefined,
  closing: string | undefined,
): NonNullable<InvocationRecord["outcome"]> {
  if (closing === "ExecutionSucceeded") return { kind: "returned", output: { Status: "SUCCEEDED" } }
  if (closing === "ExecutionFailed") {
    return { kind: "returned", output: { Status: "FAILED", Error: failure?.Payload } }
  }
  if (failure !== undefined) return { kind: "failed", error: failure.Payload ?? {} }
  return { kind: "returned", output: { Status: "PENDING" } }
}
