import type { Delivery } from "./delivery.ts"
import type { OperationResult } from "./operation-result.ts"
import { type Row, type RowContext, rowOfOperation } from "./timeline-row.ts"

/**
 * What leaves no event: heartbeats, and calls that the service refused. By the number of events that
 * the history had at that time. Heartbeats with nothing in between are one row, that of the last.
 */
export function rowsOfDeliveries(
  context: RowContext,
  byId: ReadonlyMap<string, OperationResult>,
): ReadonlyMap<number, Row[]> {
  const rows = new Map<number, Row[]>()
  const deliveries = context.execution.deliveries.filter(
    ({ kind, refused }) => kind === "heartbeat" || refused !== undefined,
  )
  let inRow = 0
  for (const [index, delivery] of deliveries.entries()) {
    inRow++
    if (goesOn(delivery, deliveries[index + 1])) continue
    const at = delivery.at.getTime()
    const row = rowOfOperation(context, byId.get(delivery.operationId), {
      at,
      what: whatOf(delivery, inRow),
    })
    inRow = 0
    const known = rows.get(delivery.eventCount)
    if (known === undefined) rows.set(delivery.eventCount, [row])
    else known.push(row)
  }
  return rows
}

function goesOn(delivery: Delivery, next: Delivery | undefined): boolean {
  if (next === undefined || next.refused !== undefined || delivery.refused !== undefined) {
    return false
  }
  return next.callbackId === delivery.callbackId && next.eventCount === delivery.eventCount
}

function whatOf({ kind, refused }: Delivery, inRow: number): string {
  if (refused !== undefined) return `${kind} refused: ${refused.name}`
  return inRow === 1 ? "heartbeat" : `heartbeat (the last of ${inRow})`
}
