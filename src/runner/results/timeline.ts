import type { ErrorObject, Event } from "@aws-sdk/client-lambda"
import { formatDuration, formatElapsed } from "../../text/elapsed.ts"
import type { Execution } from "./execution.ts"
import { readEventName } from "../../service/values/operation-type.ts"
import type { OperationResult } from "./operation-result.ts"
import { OPERATION_TEXTS } from "./operation-text.ts"

const LONGEST_VALUE = 100

interface Line {
  readonly at: Date
  readonly indent: number
  readonly subject: string
  readonly what: string
}

/** Draws an execution as text: one line for each thing that happened, at its virtual time. */
export function renderTimeline(execution: Execution): string {
  const lines = toLines(execution)
  const startedAt = execution.startTimestamp.getTime()
  const times = lines.map(({ at }) => formatElapsed(at.getTime() - startedAt))
  const subjects = lines.map(({ indent, subject }) => "  ".repeat(indent) + subject)
  const timeWidth = Math.max(...times.map(({ length }) => length))
  const subjectWidth = Math.max(...subjects.map(({ length }) => length))
  const rows = lines.map(({ what }, index) =>
    `  ${times[index]?.padEnd(timeWidth)}  ${subjects[index]?.padEnd(subjectWidth)}  ${what}`.trimEnd(),
  )
  return [titleOf(execution), ...rows].join("\n")
}

function titleOf({ functionName, status, durationMs, invocations }: Execution): string {
  const count = `${invocations.length} invocation${invocations.length === 1 ? "" : "s"}`
  return `${functionName}: ${status} after ${formatDuration(durationMs)}, ${count}`
}

function toLines(execution: Execution): Line[] {
  const { history, operations, invocations } = execution
  const byId = new Map(operations.map((operation) => [operation.id, operation]))
  const starts = Map.groupBy(invocations, ({ firstEvent }) => firstEvent)
  const ends = new Map(invocations.map(({ requestId, status }) => [requestId, status]))
  const deliveries = [...linesOfDeliveries(execution, byId)]
  const lines: Line[] = []
  history.forEach((event, index) => {
    const at = event.EventTimestamp ?? new Date(0)
    while (deliveries[0] !== undefined && deliveries[0].at < at) {
      lines.push(deliveries.shift() as Line)
    }
    // An invocation begins without an event: it stands before the first one that it saw.
    for (const { number, startTimestamp } of starts.get(index) ?? []) {
      lines.push({ at: startTimestamp, indent: 0, subject: `invocation ${number}`, what: "" })
    }
    const line =
      event.EventType === "InvocationCompleted"
        ? endOfInvocation(event, ends.get(event.InvocationCompletedDetails?.RequestId ?? ""))
        : isFollowedByItsEnd(history, index)
          ? undefined
          : toLine(event, byId)
    if (line !== undefined) lines.push(line)
  })
  return [...lines, ...deliveries]
}

/** What leaves no event: heartbeats, those in a row as one, and calls that the service refused. */
function* linesOfDeliveries(
  { deliveries }: Execution,
  byId: ReadonlyMap<string, OperationResult>,
): Generator<Line> {
  let inRow = 0
  for (const [index, { kind, at, operationId, callbackId, refused }] of deliveries.entries()) {
    const isHeartbeat = kind === "heartbeat" && refused === undefined
    if (!isHeartbeat && refused === undefined) continue
    inRow++
    const next = deliveries[index + 1]
    const goesOn =
      isHeartbeat &&
      next?.kind === "heartbeat" &&
      next.callbackId === callbackId &&
      next.refused === undefined
    if (goesOn) continue
    const what =
      refused !== undefined
        ? `${kind} refused: ${refused.name}`
        : inRow === 1
          ? "heartbeat"
          : `heartbeat (the last of ${inRow})`
    inRow = 0
    const operation = byId.get(operationId)
    const subject = operation?.name === undefined ? "callback" : `callback ${operation.name}`
    yield { at, indent: 1 + depthOf(operation), subject, what }
  }
}

/** A start is left out where the very next event of the operation is its end at the same instant. */
function isFollowedByItsEnd(history: readonly Event[], index: number): boolean {
  const event = history[index]
  const name = readEventName(event?.EventType)
  if (name?.what !== "Started" || !OPERATION_TEXTS[name.type].hidesStartBeforeEnd) return false
  const next = history[index + 1]
  return (
    next?.Id === event?.Id && next?.EventTimestamp?.getTime() === event?.EventTimestamp?.getTime()
  )
}

function endOfInvocation(event: Event, status: string | undefined): Line | undefined {
  const at = event.EventTimestamp ?? new Date(0)
  if (status === "PENDING") return { at, indent: 0, subject: "suspended", what: "" }
  if (status !== "ERROR") return undefined
  const error = event.InvocationCompletedDetails?.Error?.Payload
  return { at, indent: 0, subject: "invocation failed", what: describeError(error) }
}

function toLine(event: Event, byId: ReadonlyMap<string, OperationResult>): Line | undefined {
  const at = event.EventTimestamp ?? new Date(0)
  const name = readEventName(event.EventType)
  const type = name?.type
  const what = name?.what ?? event.EventType ?? ""
  if (type === "EXECUTION") {
    if (what === "Started") return undefined
    return { at, indent: 0, subject: `execution ${verbOf(what)}`, what: outcomeOf(event) }
  }
  const details = type === undefined ? [] : OPERATION_TEXTS[type].details(event)
  const detail = details.length === 0 ? "" : `(${details.join(", ")})`
  const operation = byId.get(event.Id ?? "")
  return {
    at,
    indent: 1 + depthOf(operation),
    subject: subjectOf(event, operation),
    what: [verbOf(what), detail, outcomeOf(event)].filter((part) => part !== "").join(" "),
  }
}

function depthOf(operation: OperationResult | undefined): number {
  let depth = 0
  for (let parent = operation?.parent; parent !== undefined; parent = parent.parent) depth++
  return depth
}

function subjectOf(event: Event, operation: OperationResult | undefined): string {
  const kind = lowerFirst(
    event.SubType ?? (operation && OPERATION_TEXTS[operation.type].noun) ?? "operation",
  )
  const isSubmitter = kind === "step" && operation?.parent?.subType === "WaitForCallback"
  const name = event.Name === undefined ? "" : ` ${event.Name}`
  return isSubmitter ? `submitter${name}` : `${kind}${name}`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** `Succeeded` reads `succeeded`, `TimedOut` reads `timed out`. */
function verbOf(what: string): string {
  return what.replaceAll(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase()
}

function outcomeOf(event: Event): string {
  for (const [key, details] of Object.entries(event)) {
    if (!key.endsWith("Details") || typeof details !== "object" || details === null) continue
    const { Result, Error: failure } = details as {
      Result?: { Payload?: string }
      Error?: { Payload?: ErrorObject }
    }
    if (failure !== undefined) return describeError(failure.Payload)
    if (Result?.Payload !== undefined && Result.Payload !== "") return shorten(Result.Payload)
  }
  return ""
}

function describeError(error: ErrorObject | undefined): string {
  if (error === undefined) return ""
  // Lambda puts the request id in front of what matters.
  const message = error.ErrorMessage?.replace(/^RequestId: \S+ Error: /, "")
  return shorten([error.ErrorType, message].filter(Boolean).join(": "))
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ")
  return line.length <= LONGEST_VALUE ? line : `${line.slice(0, LONGEST_VALUE - 1)}…`
}
