import type {
  Execution,
  ExecutionStatus,
  ListDurableExecutionsByFunctionResponse,
} from "@aws-sdk/client-lambda"
import * as constraints from "../wire/constraints.ts"
import type { ErrorTexts } from "../values/error-texts.ts"
import { findRetained, settleTimeout } from "../executions/settle-and-find.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import { resolveFunctionTarget } from "../requests/function-lookup.ts"
import { toTimestamp, type Instant } from "../values/instant.ts"
import { encodeMarker, offsetOfMarker } from "../wire/marker.ts"
import { pageItemsOf } from "../values/paging.ts"
import { readPage } from "../requests/requests.ts"
import type { ServiceState } from "../state/service-state.ts"
import { ShapeReader } from "../wire/shape-reader.ts"

const executionStatuses = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "STOPPED"] as const

/** ListDurableExecutionsByFunction (section 9.4): newest first, unless the order is reversed. */
export function listExecutions(
  state: ServiceState,
  value: unknown,
  now: Instant,
): ListDurableExecutionsByFunctionResponse {
  const { settings } = state
  const { limits } = settings
  const request = readListRequest(settings.texts, value)
  const target = resolveFunctionTarget(state, request.functionName, request.qualifier)
  const all = state.executionsByFunction.get(target.functionName)?.inOrder ?? []
  const filter: ListFilter = {
    ...request,
    version: target.isQualified ? target.executedVersion : undefined,
  }
  const step = request.reverseOrder ? 1 : -1
  const kind = request.reverseOrder ? "list-reversed" : "list"
  const position = { kind, scope: 0, version: 0, now } as const
  const first = request.reverseOrder ? 0 : all.length - 1
  const maxItems = pageItemsOf(limits, request.maxItems)
  let index =
    request.marker === undefined ? first : offsetOfMarker(settings, request.marker, position)
  const listed: Execution[] = []
  for (; index >= 0 && index < all.length; index += step) {
    const execution = findRetained(all[index], now)
    if (execution === undefined) continue
    settleTimeout(state, execution, now)
    if (!matches(filter, execution)) continue
    if (listed.length === maxItems) {
      const marker = encodeMarker({ ...position, offset: index })
      return { DurableExecutions: listed, NextMarker: marker }
    }
    listed.push(summaryOf(execution))
  }
  return { DurableExecutions: listed }
}

interface ListFilter {
  readonly version: string | undefined
  readonly executionName: string | undefined
  readonly statuses: readonly ExecutionStatus[] | undefined
  readonly startedAfter: Instant | undefined
  readonly startedBefore: Instant | undefined
}

function matches(filter: ListFilter, execution: ExecutionState): boolean {
  const { version, executionName, statuses, startedAfter, startedBefore } = filter
  if (version !== undefined && execution.version !== version) return false
  if (executionName !== undefined && execution.name !== executionName) return false
  if (statuses !== undefined && !statuses.includes(execution.status)) return false
  if (startedAfter !== undefined && execution.startedAt <= startedAfter) return false
  return startedBefore === undefined || execution.startedAt < startedBefore
}

function summaryOf(execution: ExecutionState): Execution {
  const { endedAt } = execution
  return {
    DurableExecutionArn: execution.arn,
    DurableExecutionName: execution.name,
    FunctionArn: execution.functionArn,
    Status: execution.status,
    StartTimestamp: toTimestamp(execution.startedAt),
    ...(endedAt !== undefined && { EndTimestamp: toTimestamp(endedAt) }),
  }
}

type ListRequest = Omit<ListFilter, "version"> & {
  readonly functionName: string
  readonly qualifier: string | undefined
  readonly reverseOrder: boolean
  readonly marker: string | undefined
  readonly maxItems: number | undefined
}

function readListRequest(texts: ErrorTexts, value: unknown): ListRequest {
  const reader = new ShapeReader(texts)
  const given = reader.structure(value, "request") ?? {}
  const name = reader.string(given["FunctionName"], "functionName", constraints.functionTarget)
  const statuses = reader
    .list(given["Statuses"], "statuses")
    ?.map((status) => reader.enumeration(status, "statuses.member", executionStatuses))
    .filter((status) => status !== undefined)
  const request = {
    functionName: name ?? "",
    qualifier: reader.string(given["Qualifier"], "qualifier", constraints.qualifier),
    executionName: reader.string(
      given["DurableExecutionName"],
      "durableExecutionName",
      constraints.durableExecutionName,
    ),
    // No status at all filters nothing.
    statuses: statuses?.length === 0 ? undefined : statuses,
    startedAfter: reader.instant(given["StartedAfter"], "startedAfter"),
    startedBefore: reader.instant(given["StartedBefore"], "startedBefore"),
    reverseOrder: reader.boolean(given["ReverseOrder"], "reverseOrder") ?? false,
    ...readPage(reader, given),
  }
  reader.finish()
  return request
}
