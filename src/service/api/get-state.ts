import type { GetDurableExecutionStateResponse } from "@aws-sdk/client-lambda"
import { settleTimeout } from "../executions/settle-and-find.ts"
import type { Instant } from "../values/instant.ts"
import { offsetOfMarker } from "../wire/marker.ts"
import { pageItemsOf } from "../values/paging.ts"
import { pruneOperations } from "../state/pruning.ts"
import { readStateRequest } from "../requests/requests.ts"
import type { ServiceState } from "../state/service-state.ts"
import { cutStatePage } from "../views/state-page.ts"
import { executionOfToken } from "../requests/token-check.ts"

/** GetDurableExecutionState (section 9.1). It needs the current token and leaves it as it is. */
export function getState(
  state: ServiceState,
  value: unknown,
  now: Instant,
): GetDurableExecutionStateResponse {
  const { settings } = state
  const request = readStateRequest(settings.texts, value)
  const known = state.executions.get(request.durableExecutionArn)
  if (known !== undefined) settleTimeout(state, known, now)
  const execution = executionOfToken(state, request)
  const expected = {
    kind: "state",
    scope: execution.sequence,
    version: execution.checkpointCount,
    now,
  } as const
  const offset =
    request.marker === undefined ? 0 : offsetOfMarker(settings, request.marker, expected)
  const { limits, pageSize } = settings
  const maxItems = Math.min(pageItemsOf(limits, request.maxItems), pageSize)
  const bounds = { maxItems, maxBytes: limits.pageBytes, minItems: 1 } as const
  const visible = pruneOperations(execution)
  const { operations, nextMarker } = cutStatePage(execution, visible, offset, bounds, now)
  return {
    Operations: operations,
    ...(nextMarker !== undefined && { NextMarker: nextMarker }),
  }
}
