import type { StopDurableExecutionResponse } from "@aws-sdk/client-lambda"
import { closeExecution } from "../executions/close-execution.ts"
import { settleAndFind } from "../executions/settle-and-find.ts"
import { toTimestamp, type Instant } from "../values/instant.ts"
import { readStopRequest } from "../requests/requests.ts"
import type { ServiceState } from "../state/service-state.ts"

/** StopDurableExecution (section 9.5). To stop what is closed already changes nothing. */
export function stopExecution(
  state: ServiceState,
  value: unknown,
  now: Instant,
): StopDurableExecutionResponse {
  const request = readStopRequest(state.settings.texts, value)
  const execution = settleAndFind(state, request.durableExecutionArn, now)
  closeExecution(state, execution, { status: "STOPPED", error: request.error ?? {} }, now)
  return { StopTimestamp: toTimestamp(execution.endedAt ?? now) }
}
