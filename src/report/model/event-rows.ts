import type { Event } from "@aws-sdk/client-lambda"
import { readEventName } from "../../service/values/operation-type.ts"
import { textOfEntry } from "../../runner/logs/log-text.ts"
import type { Delivery } from "../../runner/results/delivery.ts"
import { describeError, outcomeOf } from "../../runner/results/event-text.ts"
import { labelOperations } from "../../runner/results/operation-labels.ts"
import { OPERATION_TEXTS } from "../../runner/results/operation-text.ts"
import { allLogsOf } from "../../runner/results/execution-logs.ts"
import type { Member } from "./execution-model.ts"
import type { Instants } from "./instants.ts"
import type { HistoryRow, LogRow } from "./report-model.ts"

interface Timed {
  readonly at: number
  readonly row: HistoryRow
}

/** The events of an execution and of those that it has started, by their time. */
export function historyRowsOf(members: readonly Member[], instants: Instants): HistoryRow[] {
  return members
    .flatMap((member) => rowsOfMember(member, instants))
    .toSorted((a, b) => a.at - b.at)
    .map(({ row }) => row)
}

function rowsOfMember(member: Member, instants: Instants): Timed[] {
  const { execution } = member
  const labels = new Map(
    [...labelOperations(execution.operations)].map(([{ id }, label]) => [id, label]),
  )
  const sent = Map.groupBy(execution.deliveries.filter(leavesNoEvent), (each) => each.eventCount)
  const rows: Timed[] = []
  const { history } = execution
  for (let index = 0; index <= history.length; index++) {
    for (const delivery of sent.get(index) ?? []) {
      rows.push({
        at: delivery.at.getTime(),
        row: rowOfDelivery(delivery, member, labels, instants),
      })
    }
    const event = history[index]
    if (event === undefined) continue
    const at = event.EventTimestamp ?? execution.startTimestamp
    rows.push({ at: at.getTime(), row: rowOfEvent(event, at, member, labels, instants) })
  }
  return rows
}

/** Heartbeats and refused calls are no part of the history of AWS. */
function leavesNoEvent({ kind, refused }: Delivery): boolean {
  return kind === "heartbeat" || refused !== undefined
}

function rowOfDelivery(
  { kind, refused, operationId, at }: Delivery,
  { prefix, rowOf }: Member,
  labels: ReadonlyMap<string, string>,
  instants: Instants,
): HistoryRow {
  return {
    eventId: undefined,
    time: instants.textOf(at),
    type: refused === undefined ? kind : `${kind} (refused)`,
    subject: `${prefix}${labels.get(operationId) ?? "callback"}`,
    text: refused === undefined ? "" : `${refused.name}: ${refused.message}`,
    isFailure: refused !== undefined,
    row: rowOf.get(operationId),
  }
}

function rowOfEvent(
  event: Event,
  at: Date,
  { prefix, rowOf, row }: Member,
  labels: ReadonlyMap<string, string>,
  instants: Instants,
): HistoryRow {
  const { EventType: type = "", Id: id = "", EventId } = event
  const name = readEventName(event.EventType)
  const details = name === undefined ? [] : OPERATION_TEXTS[name.type].details(event)
  const failed = event.InvocationCompletedDetails?.Error?.Payload
  const outcome = failed === undefined ? outcomeOf(event) : describeError(failed)
  return {
    eventId: EventId,
    time: instants.textOf(at),
    type,
    subject: `${prefix}${labels.get(id) ?? (type.startsWith("Invocation") ? "invocation" : "execution")}`,
    text: [details.join(", "), outcome].filter(Boolean).join(" "),
    isFailure: failed !== undefined || /(?:Failed|TimedOut|Stopped)$/u.test(type),
    row: labels.has(id) ? rowOf.get(id) : row,
  }
}

/** What the code has logged, with what the executions have logged that this one has started. */
export function logRowsOf(members: readonly Member[], instants: Instants): LogRow[] {
  const [first] = members
  if (first === undefined) return []
  const owners = new Map(
    members.flatMap((member) => member.execution.logs.map((entry) => [entry, member] as const)),
  )
  return allLogsOf(first.execution).map((entry) => {
    const { operation, operationId = "", invocation, attempt, functionName, level, at } = entry
    const owner = owners.get(entry)
    const place =
      operation ?? (invocation === undefined ? functionName : `invocation ${invocation}`)
    const tried = attempt === undefined || attempt === 1 ? "" : ` (attempt ${attempt})`
    return {
      time: instants.textOf(at),
      level,
      where: `${owner?.prefix ?? ""}${place}${tried}`,
      text: textOfEntry(entry),
      row: owner?.rowOf.get(operationId) ?? owner?.row,
    }
  })
}
