import type { DurableService } from "../service/durable-service.ts"
import type { Instant } from "../service/instant.ts"

/** A request of the AWS SDK as it goes to the wire, with the parts that routing needs. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

type Answer = (service: DurableService, now: Instant) => object

export interface Route {
  readonly command: string
  readonly method: string
  readonly path: RegExp
  readonly answer: (request: WireRequest, parameter: string) => Answer
}

const EXECUTIONS = "^/2025-12-01/durable-executions/([^/]+)"
const CALLBACKS = "^/2025-12-01/durable-execution-callbacks/([^/]+)"

/** Every command of the durable execution API, as the API model binds it to HTTP. */
export const ROUTES: readonly Route[] = [
  {
    command: "CheckpointDurableExecution",
    method: "POST",
    path: new RegExp(`${EXECUTIONS}/checkpoint$`),
    answer: ({ body }, arn) => {
      const request = { ...toObject(body), DurableExecutionArn: arn }
      return (service, now) => service.checkpointDurableExecution(request as never, now)
    },
  },
  {
    command: "GetDurableExecutionState",
    method: "GET",
    path: new RegExp(`${EXECUTIONS}/state$`),
    answer: ({ query }, arn) => {
      const request = { DurableExecutionArn: arn, ...withNumber(query, "MaxItems") }
      return (service, now) => service.getDurableExecutionState(request as never, now)
    },
  },
  {
    command: "GetDurableExecution",
    method: "GET",
    path: new RegExp(`${EXECUTIONS}$`),
    answer: ({ query }, arn) => {
      const request = { DurableExecutionArn: arn, ...withBooleans(query) }
      return (service, now) => service.getDurableExecution(request as never, now)
    },
  },
  {
    command: "GetDurableExecutionHistory",
    method: "GET",
    path: new RegExp(`${EXECUTIONS}/history$`),
    answer: ({ query }, arn) => {
      const options = withBooleans(withNumber(query, "MaxItems"))
      const request = { DurableExecutionArn: arn, ...options }
      return (service, now) => service.getDurableExecutionHistory(request as never, now)
    },
  },
  {
    command: "ListDurableExecutionsByFunction",
    method: "GET",
    path: /^\/2025-12-01\/functions\/([^/]+)\/durable-executions$/,
    answer: ({ query }, functionName) => {
      const options = withDates(withBooleans(withNumber(query, "MaxItems")))
      const statuses = query["Statuses"]
      const request = {
        FunctionName: functionName,
        ...options,
        ...(statuses !== undefined && { Statuses: [statuses].flat() }),
      }
      return (service, now) => service.listDurableExecutionsByFunction(request as never, now)
    },
  },
  {
    command: "StopDurableExecution",
    method: "POST",
    path: new RegExp(`${EXECUTIONS}/stop$`),
    answer: ({ body }, arn) => {
      const request = { DurableExecutionArn: arn, ...withError(body) }
      return (service, now) => service.stopDurableExecution(request as never, now)
    },
  },
  {
    command: "SendDurableExecutionCallbackSuccess",
    method: "POST",
    path: new RegExp(`${CALLBACKS}/succeed$`),
    answer: ({ body }, CallbackId) => {
      const request = body.length === 0 ? { CallbackId } : { CallbackId, Result: body }
      return (service, now) => service.sendDurableExecutionCallbackSuccess(request, now)
    },
  },
  {
    command: "SendDurableExecutionCallbackFailure",
    method: "POST",
    path: new RegExp(`${CALLBACKS}/fail$`),
    answer: ({ body }, CallbackId) => {
      const request = { CallbackId, ...withError(body) }
      return (service, now) => service.sendDurableExecutionCallbackFailure(request as never, now)
    },
  },
  {
    command: "SendDurableExecutionCallbackHeartbeat",
    method: "POST",
    path: new RegExp(`${CALLBACKS}/heartbeat$`),
    answer: (_request, CallbackId) => (service, now) =>
      service.sendDurableExecutionCallbackHeartbeat({ CallbackId }, now),
  },
]

function toObject(body: Uint8Array): object {
  return JSON.parse(Buffer.from(body).toString("utf8")) as object
}

/** The error object is the whole body; an empty body means none. */
function withError(body: Uint8Array): object {
  if (body.length === 0) return {}
  const error = toObject(body)
  return Object.keys(error).length === 0 ? {} : { Error: error }
}

function withNumber(query: object, key: string): object {
  const value: unknown = Reflect.get(query, key)
  return value === undefined ? query : { ...query, [key]: Number(value) }
}

function withBooleans(query: object): object {
  return mapValues(query, (value) => (value === "true" ? true : value === "false" ? false : value))
}

function withDates(query: object): object {
  return mapValues(query, (value, key) =>
    key === "StartedAfter" || key === "StartedBefore" ? new Date(String(value)) : value,
  )
}

function mapValues(query: object, map: (value: unknown, key: string) => unknown): object {
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => [key, map(value as unknown, key)]),
  )
}
