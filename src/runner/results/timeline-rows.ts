import type { Event } from "@aws-sdk/client-lambda"
import { readEventName } from "../../service/values/operation-type.ts"
import { adviceOn, adviceOnPlace, describeError, outcomeOf, verbOf } from "./event-text.ts"
import type { Execution } from "./execution.ts"
import type { InvocationResult } from "./invocation-result.ts"
import { depthOf, labelOperations } from "./operation-labels.ts"
import { type OperationResult, targetOf } from "./operation-result.ts"
import { OPERATION_TEXTS } from "./operation-text.ts"
import { rowsOfDeliveries } from "./delivery-rows.ts"
import { rowsOfLogs } from "./execution-logs.ts"
import { type Row, type RowContext, rowOfExecution, rowOfOperation } from "./timeline-row.ts"

/** All that happened in an execution and in those that it has started. */
export function rowsOf(execution: Execution, showsLogs: boolean, indent: number = 0): Row[] {
  const prefix = indent === 0 ? "" : `${execution.functionName}: `
  const labels = labelOperations(execution.operations)
  const context: RowContext = { execution, indent, labels, prefix }
  const rows = ownRows(context, showsLogs)
  for (const operation of execution.operations) {
    const { childExecution } = operation
    if (childExecution === undefined) continue
    const childRows = rowsOf(childExecution, showsLogs, indent + 2 + depthOf(operation))
    insertChild(rows, operation, childRows)
  }
  return rows
}

function ownRows(context: RowContext, showsLogs: boolean): Row[] {
  const { execution } = context
  const { history, invocations, operations } = execution
  const byId = new Map(operations.map((operation) => [operation.id, operation]))
  const starts = Map.groupBy(invocations, ({ firstEvent }) => firstEvent)
  const byRequest = new Map(invocations.map((invocation) => [invocation.requestId, invocation]))
  const deliveries = rowsOfDeliveries(context, byId)
  const logs = showsLogs ? rowsOfLogs(context, byId) : undefined
  const rows: Row[] = []
  for (let index = 0; index <= history.length; index++) {
    // Neither an invocation's begin nor these deliveries leave an event: they stand before the next.
    const begins = (starts.get(index) ?? []).map((invocation) => beginOf(context, invocation))
    const between = [...(deliveries.get(index) ?? []), ...begins, ...(logs?.get(index) ?? [])]
    rows.push(...between.toSorted((a, b) => a.at - b.at))
    const event = history[index]
    if (event === undefined || isFollowedByItsEnd(history, index)) continue
    const row =
      event.EventType === "InvocationCompleted"
        ? endOf(context, event, byRequest.get(event.InvocationCompletedDetails?.RequestId ?? ""))
        : rowOfEvent(context, event, byId)
    if (row !== undefined) rows.push(row)
  }
  return [...rows, ...rowsOfLeft(context)]
}

/** What an execution has left when it succeeded: no event tells of it. */
function rowsOfLeft(context: RowContext): Row[] {
  const { status, operations, endTimestamp } = context.execution
  if (status !== "SUCCEEDED") return []
  return operations.flatMap((operation) => {
    const { isUnawaited, parent } = operation
    // What is inside of a context shares its fate, and a context that has ended knows what it leaves.
    const isOpen = OPEN.has(operation.status) && parent === undefined
    if (!isOpen && !isUnawaited) return []
    const what = [...(isOpen ? ["left open"] : []), ...(isUnawaited ? ["not awaited"] : [])]
    const at = endTimestamp?.getTime() ?? 0
    return [rowOfOperation(context, operation, { at, what: what.join(", ") })]
  })
}

const OPEN: ReadonlySet<string> = new Set(["STARTED", "PENDING", "READY"])

/** The rows of a child stand between the begin and the end of the invoke, by their time. */
function insertChild(rows: Row[], operation: OperationResult, childRows: readonly Row[]): void {
  const own = (row: Row): boolean => row.operation === operation
  const first = rows.findIndex(own)
  const last = rows.findLastIndex(own)
  const end = last > first ? rows[last] : undefined
  let position = first + 1
  for (const child of childRows) {
    for (let row = rows[position]; row !== undefined && row.at <= child.at; row = rows[position]) {
      if (row === end && child.at <= end.at) break
      position++
    }
    rows.splice(position++, 0, child)
  }
}

function beginOf(context: RowContext, { number, startTimestamp }: InvocationResult): Row {
  const at = startTimestamp.getTime()
  return rowOfExecution(context, { at, subject: `invocation ${number}`, what: "" })
}

function endOf(
  context: RowContext,
  event: Event,
  invocation: InvocationResult | undefined,
): Row | undefined {
  const at = timeOf(event)
  const status = invocation?.status
  if (status === "PENDING") return rowOfExecution(context, { at, subject: "suspended", what: "" })
  if (status !== "ERROR") return undefined
  const error = event.InvocationCompletedDetails?.Error?.Payload ?? invocation?.error
  const what =
    describeError(error) || "it returned something other than the answer of a durable function"
  return rowOfExecution(context, { at, subject: "invocation failed", what })
}

function rowOfEvent(
  context: RowContext,
  event: Event,
  byId: ReadonlyMap<string, OperationResult>,
): Row | undefined {
  const at = timeOf(event)
  const name = readEventName(event.EventType)
  const type = name?.type
  const what = name?.what ?? event.EventType ?? ""
  if (type === "EXECUTION") {
    if (what === "Started") return undefined
    const subject = `execution ${verbOf(what)}`
    const advice = adviceOnPlace(
      event.ExecutionFailedDetails?.Error?.Payload,
      context.execution.arn,
    )
    return rowOfExecution(context, { at, subject, what: joinParts([outcomeOf(event), advice]) })
  }
  const details = type === undefined ? [] : OPERATION_TEXTS[type].details(event)
  const detail = details.length === 0 ? "" : `(${details.join(", ")})`
  const operation = byId.get(event.Id ?? "")
  const advice =
    operation && adviceOn(event.ChainedInvokeFailedDetails?.Error?.Payload, targetOf(operation))
  const parts = [verbOf(what), detail, outcomeOf(event), advice ?? ""]
  return rowOfOperation(context, operation, { at, what: joinParts(parts) })
}

function joinParts(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ")
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

function timeOf(event: Event): number {
  return event.EventTimestamp?.getTime() ?? 0
}
