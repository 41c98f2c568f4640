import type { ErrorObject, Event, Operation } from "@aws-sdk/client-lambda"
import { endsWithoutChildren } from "../../service/state/pruning.ts"
import { settingsOf } from "../../service/values/service-options.ts"
import { detailsOf, readEventType, type History, timeOf } from "./history.ts"
import { replayedType, type ReplayedType } from "./replayed-types.ts"

/**
 * The operations as the service has them after the first `count` events of a history, the EXECUTION
 * first, pruned as an invocation gets them (docs/internals/service.md, section 4.4).
 *
 * @param takenBack events that have not happened: a step is about to make that attempt.
 */
export function stateAfter(
  history: History,
  count: number,
  now: number,
  takenBack: readonly number[] = [],
): Operation[] {
  const [started] = history.events
  const operations = new Map<string, Operation>()
  history.events.slice(0, count).forEach((event, index) => {
    if (event.Id === undefined) return
    if (takenBack.includes(index)) rewind(operations, event)
    else apply(operations, event, history)
  })
  const first = started === undefined ? [] : [executionOperation(started)]
  return [...first, ...prune([...operations.values()]).map((each) => wakeUp(each, now))]
}

/** All operations as they stand at the end of a history, those inside of closed contexts too. */
export function allOperations(history: History): readonly Operation[] {
  const operations = new Map<string, Operation>()
  for (const event of history.events) if (event.Id !== undefined) apply(operations, event, history)
  return [...operations.values()]
}

function executionOperation(started: Event): Operation {
  const { Input } = detailsOf(started)
  return {
    Id: started.Id ?? "execution",
    Type: "EXECUTION",
    Status: "STARTED",
    StartTimestamp: started.EventTimestamp,
    ...(started.Name !== undefined && { Name: started.Name }),
    ExecutionDetails: Input?.Payload === undefined ? {} : { InputPayload: Input.Payload },
  }
}

/** In the first attempt the step is not recorded at all, so that it starts whatever its semantics. */
function rewind(operations: Map<string, Operation>, { Id = "" }: Event): void {
  const operation = operations.get(Id)
  if (operation?.Type !== "STEP") return
  if ((operation.StepDetails?.Attempt ?? 0) === 0) operations.delete(Id)
  else operation.Status = "READY"
}

function apply(operations: Map<string, Operation>, event: Event, history: History): void {
  const read = readEventType(event)
  const id = event.Id
  if (read === undefined || id === undefined) return
  const operation = operations.get(id) ?? {
    Id: id,
    Type: read.type,
    Status: "STARTED" as const,
    StartTimestamp: event.EventTimestamp,
    ...(event.ParentId !== undefined && { ParentId: event.ParentId }),
    ...(event.Name !== undefined && { Name: event.Name }),
    ...(event.SubType !== undefined && { SubType: event.SubType }),
  }
  operations.set(id, operation)
  const type = replayedType(operation.Type)
  if (read.what === "Started") {
    operation.Status = "STARTED"
    type?.start(operation, detailsOf(event))
  } else finish(operation, event, read.what, history, type)
}

const STATUS = {
  Succeeded: "SUCCEEDED",
  Failed: "FAILED",
  TimedOut: "TIMED_OUT",
  Stopped: "STOPPED",
  Cancelled: "CANCELLED",
} as const

function finish(
  operation: Operation,
  event: Event,
  what: string,
  history: History,
  type: ReplayedType | undefined,
): void {
  const { Result, Error: failure, RetryDetails } = detailsOf(event)
  operation.Status = STATUS[what as keyof typeof STATUS] ?? "STARTED"
  operation.EndTimestamp = event.EventTimestamp
  type?.end(operation, {
    outcome: {
      ...(Result?.Payload !== undefined && { Result: Result.Payload }),
      ...(failure?.Payload !== undefined && { Error: toldError(event, failure.Payload) }),
    },
    attempt: RetryDetails?.CurrentAttempt,
    replaysChildren: replaysChildren(event, Result?.Payload, history),
  })
  postpone(operation, event, RetryDetails?.NextAttemptDelaySeconds)
}

/** The event of a time-out names the type of the error only; the handler is told its text too. */
function toldError({ EventType }: Event, error: ErrorObject): ErrorObject {
  if (EventType !== "CallbackTimedOut" || error.ErrorMessage !== undefined) return error
  const { callbackTimedOut, callbackTimedOutOnHeartbeat } = settingsOf({}).texts
  const isHeartbeat = error.ErrorType === "Callback.Heartbeat"
  return { ...error, ErrorMessage: isHeartbeat ? callbackTimedOutOnHeartbeat : callbackTimedOut }
}

/** A step that is to be tried again; its becoming ready is no event. */
function postpone(operation: Operation, event: Event, delaySeconds: number | undefined): void {
  if (delaySeconds === undefined || operation.StepDetails === undefined) return
  operation.Status = "PENDING"
  delete operation.EndTimestamp
  const at = timeOf(event) + delaySeconds * 1_000
  operation.StepDetails.NextAttemptTimestamp = new Date(at)
}

function wakeUp(operation: Operation, now: number): Operation {
  const next = operation.StepDetails?.NextAttemptTimestamp
  if (operation.Status !== "PENDING" || next === undefined || next.getTime() > now) return operation
  const { NextAttemptTimestamp: _, ...details } = operation.StepDetails ?? {}
  return { ...operation, Status: "READY", StepDetails: details }
}

/**
 * Whether the SDK rebuilds the result of a context from its children: histories do not say so, but
 * what it stores instead of a result that is too large does.
 */
function replaysChildren(event: Event, result: string | undefined, history: History): boolean {
  if (event.Id !== undefined && history.replaysChildren !== undefined) {
    return history.replaysChildren.has(event.Id)
  }
  if (event.EventType !== "ContextSucceeded") return false
  if (result === "") return true
  return (
    (event.SubType === "Map" || event.SubType === "Parallel") &&
    /^\{"type":"(Map|Parallel)Result",/.test(result ?? "")
  )
}

/** A parent comes before its children, so one pass sees every ancestor first. */
function prune(operations: readonly Operation[]): Operation[] {
  const hiding = new Set<string>()
  return operations.filter(({ Id, ParentId, Type, Status, ContextDetails }) => {
    const isHidden = ParentId !== undefined && hiding.has(ParentId)
    const hides = Type === "CONTEXT" && endsWithoutChildren(Status, ContextDetails?.ReplayChildren)
    if (isHidden || hides) hiding.add(Id ?? "")
    return !isHidden
  })
}
