import type { GetDurableExecutionResponse } from "@aws-sdk/client-lambda"
import { copyError } from "../values/error-object.ts"
import { settleAndFind } from "../executions/settle-and-find.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import { toTimestamp, type Instant } from "../values/instant.ts"
import { readExecutionRequest } from "../requests/requests.ts"
import type { ServiceState } from "../state/service-state.ts"

/** GetDurableExecution (section 9.2). */
export function getExecution(
  state: ServiceState,
  value: unknown,
  now: Instant,
): GetDurableExecutionResponse {
  const request = readExecutionRequest(state.settings.texts, value)
  const execution = settleAndFind(state, request.durableExecutionArn, now)
  const includeData = request.includeExecutionData ?? true
  const { endedAt, traceHeader } = execution
  return {
    DurableExecutionArn: execution.arn,
    DurableExecutionName: execution.name,
    FunctionArn: execution.functionArn,
    Version: execution.version,
    Status: execution.status,
    StartTimestamp: toTimestamp(execution.startedAt),
    ...(endedAt !== undefined && { EndTimestamp: toTimestamp(endedAt) }),
    ...(includeData && dataOf(execution)),
    ...(traceHeader !== undefined && { TraceHeader: { XAmznTraceId: traceHeader } }),
    DurableConfig: {
      ExecutionTimeout: execution.executionTimeoutSeconds,
      RetentionPeriodInDays: execution.retentionPeriodInDays,
    },
    ExecutionDataIncluded: includeData,
  }
}

function dataOf({
  inputPayload,
  result,
  error,
}: ExecutionState): Pick<GetDurableExecutionResponse, "InputPayload" | "Result" | "Error"> {
  return {
    ...(inputPayload !== undefined && { InputPayload: inputPayload }),
    ...(result !== undefined && { Result: result }),
    ...(error !== undefined && { Error: copyError(error) }),
  }
}
