import type { DurableService } from "../../service/durable-service.ts"
import type { Instant } from "../../service/values/instant.ts"
import type { SimulatedEndpoint } from "./endpoint.ts"
import { invoke } from "./invoke-route.ts"
import {
  errorBody,
  jsonBody,
  type QueryShape,
  readQuery,
  type WireRequest,
} from "./wire-request.ts"
import { jsonResponse, type WireResponse } from "./wire-response.ts"

export interface Route {
  readonly command: string
  readonly method: string
  readonly path: RegExp
  /** `parameter` is what the path names: an execution, a callback or a function. */
  readonly answer: (
    endpoint: SimulatedEndpoint,
    request: WireRequest,
    parameter: string,
  ) => Promise<WireResponse>
}

type Call = (service: DurableService, now: Instant) => object

// A label may be empty: what a request with an empty name is answered is up to the service.
const EXECUTIONS = "^/2025-12-01/durable-executions/([^/]*)"
const CALLBACKS = "^/2025-12-01/durable-execution-callbacks/([^/]*)"
const PAGE: QueryShape = { Marker: "text", MaxItems: "number" }

/** Every command that the simulated service has, as the API model binds it to HTTP. */
export const ROUTES: readonly Route[] = [
  {
    command: "Invoke",
    method: "POST",
    path: /^\/2015-03-31\/functions\/([^/]*)\/invocations$/,
    answer: invoke,
  },
  route("CheckpointDurableExecution", "POST", `${EXECUTIONS}/checkpoint$`, (request, arn) => {
    const input = { ...jsonBody(request), DurableExecutionArn: arn }
    return (service, now) => service.checkpointDurableExecution(input as never, now)
  }),
  route("GetDurableExecutionState", "GET", `${EXECUTIONS}/state$`, (request, arn) => {
    const query = readQuery(request, { CheckpointToken: "text", ...PAGE })
    const input = { ...query, DurableExecutionArn: arn }
    return (service, now) => service.getDurableExecutionState(input as never, now)
  }),
  route("GetDurableExecution", "GET", `${EXECUTIONS}$`, (request, arn) => {
    const query = readQuery(request, { IncludeExecutionData: "boolean" })
    const input = { ...query, DurableExecutionArn: arn }
    return (service, now) => service.getDurableExecution(input, now)
  }),
  route("GetDurableExecutionHistory", "GET", `${EXECUTIONS}/history$`, (request, arn) => {
    const shape = { IncludeExecutionData: "boolean", ReverseOrder: "boolean", ...PAGE } as const
    const input = { ...readQuery(request, shape), DurableExecutionArn: arn }
    return (service, now) => service.getDurableExecutionHistory(input, now)
  }),
  route(
    "ListDurableExecutionsByFunction",
    "GET",
    "^/2025-12-01/functions/([^/]*)/durable-executions$",
    (request, FunctionName) => {
      const shape = {
        Qualifier: "text",
        DurableExecutionName: "text",
        Statuses: "list",
        StartedAfter: "date",
        StartedBefore: "date",
        ReverseOrder: "boolean",
        ...PAGE,
      } as const
      const input = { ...readQuery(request, shape), FunctionName }
      return (service, now) => service.listDurableExecutionsByFunction(input, now)
    },
  ),
  route("StopDurableExecution", "POST", `${EXECUTIONS}/stop$`, (request, arn) => {
    const input = { ...errorBody(request), DurableExecutionArn: arn }
    return (service, now) => service.stopDurableExecution(input, now)
  }),
  route(
    "SendDurableExecutionCallbackSuccess",
    "POST",
    `${CALLBACKS}/succeed$`,
    ({ body }, CallbackId) => {
      const input = body.length === 0 ? { CallbackId } : { CallbackId, Result: body }
      return (service, now) => service.sendDurableExecutionCallbackSuccess(input, now)
    },
  ),
  route(
    "SendDurableExecutionCallbackFailure",
    "POST",
    `${CALLBACKS}/fail$`,
    (request, CallbackId) => {
      const input = { ...errorBody(request), CallbackId }
      return (service, now) => service.sendDurableExecutionCallbackFailure(input, now)
    },
  ),
  route(
    "SendDurableExecutionCallbackHeartbeat",
    "POST",
    `${CALLBACKS}/heartbeat$`,
    (_request, CallbackId) => (service, now) =>
      service.sendDurableExecutionCallbackHeartbeat({ CallbackId }, now),
  ),
]

/** A command that the service answers as JSON. */
function route(
  command: string,
  method: string,
  path: string,
  toCall: (request: WireRequest, parameter: string) => Call,
): Route {
  return {
    command,
    method,
    path: new RegExp(path),
    answer: async (endpoint, request, parameter) =>
      jsonResponse(200, await endpoint.callService(command, toCall(request, parameter), parameter)),
  }
}
