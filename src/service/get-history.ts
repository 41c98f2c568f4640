import type { Event, GetDurableExecutionHistoryResponse } from "@aws-sdk/client-lambda"
import { executionFor } from "./execution-lookup.ts"
import type { ExecutionState } from "./execution-state.ts"
import { toEvent } from "./history-event.ts"
import type { Instant } from "./instant.ts"
import { encodeMarker, offsetOfMarker } from "./marker.ts"
import { pageItemsOf } from "./paging.ts"
import { readHistoryRequest } from "./requests.ts"
import type { ServiceState } from "./service-state.ts"

/** GetDurableExecutionHistory (section 9.3). A history is never pruned. */
export function getHistory(
  state: ServiceState,
  value: unknown,
  now: Instant,
): GetDurableExecutionHistoryResponse {
  const { settings } = state
  const { limits } = settings
  const request = readHistoryRequest(settings.texts, value)
  const execution = executionFor(state, request.durableExecutionArn, now)
  const includeData = request.includeExecutionData ?? settings.historyIncludesExecutionData
  const maxItems = pageItemsOf(limits, request.maxItems)
  const step = request.reverseOrder ? -1 : 1
  const position = {
    kind: request.reverseOrder ? "history-reversed" : "history",
    scope: execution.sequence,
    // Events are only ever added, so a marker holds while the execution goes on.
    version: 0,
    now,
  } as const
  const first = request.reverseOrder ? execution.events.length - 1 : 0
  const start =
    request.marker === undefined ? first : offsetOfMarker(settings, request.marker, position)
  const end = start + step * maxItems
  const events: Event[] = []
  let index = start
  for (; index !== end && index >= 0 && index < execution.events.length; index += step) {
    const record = execution.events[index]
    if (record !== undefined) events.push(toEvent(record, index + 1, includeData))
  }
  const isLast = index < 0 || index >= execution.events.length
  if (isLast) return { Events: events }
  return { Events: events, NextMarker: encodeMarker({ ...position, offset: index }) }
}

/** All events from an index on, with their data. */
export function eventsFrom(execution: ExecutionState, index: number): Event[] {
  const start = Math.max(index, 0)
  return execution.events
    .slice(start)
    .map((record, offset) => toEvent(record, start + offset + 1, true))
}
