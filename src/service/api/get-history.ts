import type { Event, GetDurableExecutionHistoryResponse } from "@aws-sdk/client-lambda"
import { settleAndFind } from "../executions/settle-and-find.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import { toEvent } from "../views/history-event.ts"
import { cutHistoryPage } from "../views/history-page.ts"
import type { Instant } from "../values/instant.ts"
import { encodeMarker, offsetOfMarker } from "../wire/marker.ts"
import { pageItemsOf } from "../values/paging.ts"
import { readHistoryRequest } from "../requests/requests.ts"
import type { ServiceState } from "../state/service-state.ts"

/** GetDurableExecutionHistory (section 9.3). A history is never pruned. */
export function getHistory(
  state: ServiceState,
  value: unknown,
  now: Instant,
): GetDurableExecutionHistoryResponse {
  const { settings } = state
  const { limits } = settings
  const request = readHistoryRequest(settings.texts, value)
  const execution = settleAndFind(state, request.durableExecutionArn, now)
  const includeData = request.includeExecutionData ?? settings.historyIncludesExecutionData
  const { reverseOrder } = request
  const position = {
    kind: reverseOrder ? "history-reversed" : "history",
    scope: execution.sequence,
    // Events are only ever added, so a marker holds while the execution goes on.
    version: 0,
    now,
  } as const
  const first = reverseOrder ? execution.events.length - 1 : 0
  const start =
    request.marker === undefined ? first : offsetOfMarker(settings, request.marker, position)
  const maxItems = pageItemsOf(limits, request.maxItems)
  const bounds = { maxItems, maxBytes: limits.pageBytes, includeData, reverseOrder }
  const { events, next } = cutHistoryPage(execution.events, start, bounds)
  if (next === undefined) return { Events: events }
  return { Events: events, NextMarker: encodeMarker({ ...position, offset: next }) }
}

/** All events from an index on, with their data. */
export function eventsFrom(execution: ExecutionState, index: number): Event[] {
  const start = Math.max(index, 0)
  return execution.events
    .slice(start)
    .map((record, offset) => toEvent(record, start + offset + 1, true))
}
