import type { ErrorObject, Event } from "@aws-sdk/client-lambda"
import { copyError } from "../values/error-object.ts"
import type { ChainedInvokeTargetFact, EventFact, EventRecord } from "../state/event-record.ts"
import { toTimestamp } from "../values/instant.ts"

/** Data wrappers of events (section 8.1): without data they only say that something is missing. */
interface Wrapped<Payload> {
  Payload?: Payload
  Truncated: boolean
}

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
  const details = detailsOf(fact, record.at, includeData)
  return Object.assign(event, { [`${fact.eventType}Details`]: details })
}

function detailsOf(fact: EventFact, at: number, includeData: boolean): object {
  switch (fact.eventType) {
    case "ExecutionStarted":
      return { Input: text(fact.input, includeData), ExecutionTimeout: fact.executionTimeout }
    case "ExecutionTimedOut":
    case "ContextStarted":
    case "StepStarted":
      return {}
    case "ExecutionSucceeded":
    case "ContextSucceeded":
    case "CallbackSucceeded":
    case "ChainedInvokeSucceeded":
      return { Result: text(fact.result, includeData) }
    case "ExecutionFailed":
    case "ExecutionStopped":
    case "ContextFailed":
    case "CallbackFailed":
    case "CallbackTimedOut":
    case "ChainedInvokeFailed":
    case "ChainedInvokeTimedOut":
    case "ChainedInvokeStopped":
      return { Error: error(fact.error, includeData) }
    case "StepSucceeded":
      return { Result: text(fact.result, includeData), RetryDetails: retryDetails(fact) }
    case "StepFailed":
      return { Error: error(fact.error, includeData), RetryDetails: retryDetails(fact) }
    case "WaitStarted": {
      const scheduledEnd = toTimestamp(fact.scheduledEndAt)
      return { Duration: fact.duration, ScheduledEndTimestamp: scheduledEnd }
    }
    case "WaitSucceeded":
      return { Duration: fact.duration }
    case "WaitCancelled":
      return fact.error === undefined ? {} : { Error: error(fact.error, includeData) }
    case "CallbackStarted":
      return {
        CallbackId: fact.callbackId,
        ...(fact.timeout !== undefined && { Timeout: fact.timeout }),
        ...(fact.heartbeatTimeout !== undefined && { HeartbeatTimeout: fact.heartbeatTimeout }),
      }
    case "ChainedInvokeStarted":
      return {
        FunctionName: fact.functionName,
        ...(fact.tenantId !== undefined && { TenantId: fact.tenantId }),
        ...(fact.target !== undefined && targetDetails(fact.target, includeData)),
      }
    case "InvocationCompleted":
      return {
        StartTimestamp: toTimestamp(fact.startedAt),
        EndTimestamp: toTimestamp(at),
        RequestId: fact.requestId,
        ...(fact.error !== undefined && { Error: error(fact.error, includeData) }),
      }
    default:
      return fact satisfies never
  }
}

function targetDetails(target: ChainedInvokeTargetFact, includeData: boolean): object {
  return {
    Input: text(target.input, includeData),
    ExecutedVersion: target.executedVersion,
    ...(target.durableExecutionArn !== undefined && {
      DurableExecutionArn: target.durableExecutionArn,
    }),
  }
}

type AttemptFact = Extract<EventFact, { readonly eventType: "StepSucceeded" | "StepFailed" }>

function retryDetails(fact: AttemptFact): object {
  const delay = fact.nextAttemptDelaySeconds
  return {
    CurrentAttempt: fact.attempt,
    ...(delay !== undefined && { NextAttemptDelaySeconds: delay }),
  }
}

function text(payload: string | undefined, includeData: boolean): Wrapped<string> {
  if (!includeData) return { Truncated: true }
  return payload === undefined ? { Truncated: false } : { Payload: payload, Truncated: false }
}

function error(payload: ErrorObject | undefined, includeData: boolean): Wrapped<ErrorObject> {
  if (!includeData) return { Truncated: true }
  if (payload === undefined) return { Truncated: false }
  return { Payload: copyError(payload), Truncated: false }
}
