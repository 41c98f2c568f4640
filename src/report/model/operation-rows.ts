import type { Event } from "@aws-sdk/client-lambda"
import { textOfEntry } from "../../runner/logs/log-text.ts"
import type { Delivery } from "../../runner/results/delivery.ts"
import { describeError } from "../../runner/results/event-text.ts"
import type { Execution } from "../../runner/results/execution.ts"
import { depthOf, labelOperations } from "../../runner/results/operation-labels.ts"
import type { OperationResult } from "../../runner/results/operation-result.ts"
import { OPERATION_TEXTS } from "../../runner/results/operation-text.ts"
import { formatDuration } from "../../text/elapsed.ts"
import { relativeToWorkingDirectory } from "../../text/environment.ts"
import { siteOf } from "../../text/user-frames.ts"
import type { LogEntry } from "../../runner/logs/log-entry.ts"
import type { Instants } from "./instants.ts"
import type { ChartRow, Details, Mark } from "./report-model.ts"
import { isFailure, segmentsOf, segmentsOfExecution } from "./segments.ts"
import { cut, textOfError, textOfPayload } from "./value-text.ts"

/** What all rows of a report are made with. */
export interface RowSettings {
  readonly instants: Instants
  readonly longestValue: number
}

export type RowDraft = Omit<ChartRow, "index">

/** The row of the execution itself. */
export function rowOfExecution(
  execution: Execution,
  depth: number,
  { instants, longestValue }: RowSettings,
): RowDraft {
  const { status, functionName, arn, error, payload, history, startTimestamp } = execution
  const input = history[0]?.ExecutionStartedDetails?.Input?.Payload
  const blocks = blocksOf(longestValue, { input, result: payload, error })
  const failures = execution.invocations.flatMap(({ number, status: end, error: thrown }) =>
    end === "ERROR" && thrown !== undefined
      ? [`invocation ${number}: ${describeError(thrown, longestValue)}`]
      : [],
  )
  if (failures.length > 0) blocks.push(["failed invocations", failures.join("\n")])
  return {
    label: `execution of ${functionName}`,
    depth,
    status,
    isFailed: isFailure(status),
    when: whenOf(instants, startTimestamp, execution.endTimestamp),
    segments: segmentsOfExecution(execution, instants),
    marks: marksOfLogs(logsOf(execution, undefined), instants),
    details: {
      facts: [
        ["status", status],
        ["when", whenOf(instants, startTimestamp, execution.endTimestamp)],
        ["ARN", arn],
        ["invocations", String(execution.invocations.length)],
      ],
      blocks,
    },
  }
}

/** The rows of the operations of one execution, in the order in which they started. */
export function rowsOfOperations(
  execution: Execution,
  depth: number,
  settings: RowSettings,
): ReadonlyMap<OperationResult, RowDraft> {
  const labels = labelOperations(execution.operations)
  const deliveries = Map.groupBy(execution.deliveries, ({ operationId }) => operationId)
  const logs = Map.groupBy(execution.logs, ({ operationId }) => operationId)
  return new Map(
    execution.operations.map((operation) => {
      const own = { deliveries: deliveries.get(operation.id), logs: logs.get(operation.id) }
      const label = labels.get(operation) ?? "operation"
      return [operation, rowOfOperation(operation, label, depth, own, settings)]
    }),
  )
}

interface Signals {
  readonly deliveries: readonly Delivery[] | undefined
  readonly logs: readonly LogEntry[] | undefined
}

function rowOfOperation(
  operation: OperationResult,
  label: string,
  depth: number,
  { deliveries = [], logs = [] }: Signals,
  settings: RowSettings,
): RowDraft {
  const { instants } = settings
  const { status, startTimestamp, endTimestamp } = operation
  return {
    label,
    depth: depth + 1 + depthOf(operation),
    status,
    isFailed: isFailure(status),
    when: whenOf(instants, startTimestamp, endTimestamp),
    segments: segmentsOf(operation, instants),
    marks: [...marksOfDeliveries(deliveries, instants), ...marksOfLogs(logs, instants)],
    details: detailsOf(operation, deliveries, settings),
  }
}

function detailsOf(
  operation: OperationResult,
  deliveries: readonly Delivery[],
  { instants, longestValue }: RowSettings,
): Details {
  const { events, status, startTimestamp, endTimestamp, attempts, callbackId, id } = operation
  const options = events.flatMap((event) => startedDetailsOf(event, operation))
  const thrown = attempts.findLast((attempt) => attempt.thrown !== undefined)?.thrown
  const site = siteOf(thrown)
  const facts: (readonly [string, string])[] = [
    ["status", status],
    ["when", whenOf(instants, startTimestamp, endTimestamp)],
    ...(options.length === 0 ? [] : [["options", options.join(", ")] as const]),
    ...(attempts.length > 0 ? [["attempts", String(attempts.length)] as const] : []),
    ...(site === "" ? [] : [["thrown at", relativeToWorkingDirectory(site)] as const]),
    ...(callbackId === undefined ? [] : [["callback id", callbackId] as const]),
    ["id", id],
  ]
  const input = events.find(({ ChainedInvokeStartedDetails }) => ChainedInvokeStartedDetails)
    ?.ChainedInvokeStartedDetails?.Input?.Payload
  const blocks = blocksOf(longestValue, {
    input,
    result: operation.payload,
    error: operation.error,
  })
  if (attempts.length > 1 || attempts.some(({ error }) => error !== undefined)) {
    blocks.push(["attempts", attempts.map((each) => attemptText(each, instants)).join("\n")])
  }
  if (deliveries.length > 0) {
    blocks.push(["from outside", deliveries.map((each) => sentText(each, instants)).join("\n")])
  }
  return { facts, blocks: blocks.map(([title, text]) => [title, cut(text, longestValue)]) }
}

function startedDetailsOf(event: Event, { type }: OperationResult): readonly string[] {
  return event.EventType?.endsWith("Started") === true ? OPERATION_TEXTS[type].details(event) : []
}

function attemptText(
  {
    attempt,
    status,
    endTimestamp,
    error,
    nextAttemptDelaySeconds,
  }: OperationResult["attempts"][number],
  instants: Instants,
): string {
  const next =
    nextAttemptDelaySeconds === undefined
      ? ""
      : `, next in ${formatDuration(nextAttemptDelaySeconds * 1_000)}`
  const reason = describeError(error)
  const text = `${attempt}: ${status.toLowerCase()} at ${instants.textOf(endTimestamp)}${next}`
  return reason === "" ? text : `${text}: ${reason}`
}

function sentText({ at, kind, refused }: Delivery, instants: Instants): string {
  const answer = refused === undefined ? "" : `, refused: ${refused.name}: ${refused.message}`
  return `${instants.textOf(at)} ${kind}${answer}`
}

type Block = readonly [title: string, text: string]

function blocksOf(
  longest: number,
  {
    input,
    result,
    error,
  }: {
    readonly input: string | undefined
    readonly result: string | undefined
    readonly error: OperationResult["error"]
  },
): Block[] {
  const blocks: Block[] = []
  if (input !== undefined) blocks.push(["input", textOfPayload(input, longest)])
  if (result !== undefined) blocks.push(["result", textOfPayload(result, longest)])
  if (error !== undefined) blocks.push(["error", textOfError(error, longest)])
  return blocks
}

function whenOf(instants: Instants, from: Date, to: Date | undefined): string {
  const start = instants.textOf(from)
  if (to === undefined) return `from ${start}, still open`
  const took = to.getTime() - from.getTime()
  return took === 0 ? `at ${start}` : `${start} to ${instants.textOf(to)} (${formatDuration(took)})`
}

function marksOfDeliveries(deliveries: readonly Delivery[], instants: Instants): Mark[] {
  return deliveries.map(({ at, kind, refused }) => {
    const column = instants.columnOf(at)
    if (refused !== undefined) {
      return { kind: "refused", at: column, note: `${kind} refused: ${refused.message}` }
    }
    return { kind: kind === "heartbeat" ? "heartbeat" : "delivery", at: column, note: kind }
  })
}

function marksOfLogs(logs: readonly LogEntry[], instants: Instants): Mark[] {
  return logs.map((entry) => ({
    kind:
      entry.level === "error" || entry.level === "fatal" || entry.level === "warn"
        ? "warning"
        : "log",
    at: instants.columnOf(entry.at),
    note: `${entry.level}: ${textOfEntry(entry)}`,
  }))
}

function logsOf(execution: Execution, operationId: string | undefined): readonly LogEntry[] {
  return execution.logs.filter((entry) => entry.operationId === operationId)
}
