import { Readable } from "node:stream"

/** A response as the AWS SDK's transport hands it on. */
export interface WireResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Readable
}

/** An exception of the API model. */
export interface WireError {
  readonly name: string
  readonly httpStatusCode: number
  readonly Type: string
  readonly Message: string
  readonly Reason?: string
  readonly retryAfterSeconds?: string
}

/** The exceptions whose text the API model spells `Message`; all others spell it `message`. */
const CAPITALIZED: ReadonlySet<string> = new Set([
  "CallbackTimeoutException",
  "DurableExecutionAlreadyStartedException",
  "KMSAccessDeniedException",
  "KMSDisabledException",
  "KMSInvalidStateException",
  "KMSNotFoundException",
  "ResourceNotFoundException",
  "ServiceException",
])

export function jsonResponse(
  statusCode: number,
  body: object,
  headers: Record<string, string> = {},
): WireResponse {
  return response(statusCode, JSON.stringify(toWire(body)), headers)
}

/** The body is the payload as it is; none is an empty body. */
export function payloadResponse(
  statusCode: number,
  payload: string | undefined,
  headers: Record<string, string>,
): WireResponse {
  return response(statusCode, payload ?? "", headers)
}

export function errorResponse(error: WireError): WireResponse {
  const { name, httpStatusCode, Type, Message, Reason, retryAfterSeconds } = error
  const headers: Record<string, string> = { "x-amzn-errortype": name }
  if (retryAfterSeconds !== undefined) headers["retry-after"] = retryAfterSeconds
  const text = CAPITALIZED.has(name) ? { Message } : { message: Message }
  const body = { Type, ...text, ...(Reason !== undefined && { Reason }) }
  return jsonResponse(httpStatusCode, body, headers)
}

function response(statusCode: number, text: string, headers: Record<string, string>): WireResponse {
  return {
    statusCode,
    headers: { "content-type": "application/json", ...headers },
    body: Readable.from(text === "" ? [] : [Buffer.from(text, "utf8")]),
  }
}

/** On the wire an instant is a number of seconds, with a fraction (docs/internals/service.md, section 1.5). */
function toWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1_000
  if (Array.isArray(value)) return value.map(toWire)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toWire(member)]))
}
