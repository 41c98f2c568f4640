import { Readable } from "node:stream"

/** A response as the AWS SDK's transport hands it on. */
export interface WireResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Readable
}

export function jsonResponse(
  statusCode: number,
  body: object,
  headers: Record<string, string> = {},
): WireResponse {
  const text = JSON.stringify(toWire(body))
  return {
    statusCode,
    headers: { "content-type": "application/json", ...headers },
    body: Readable.from([Buffer.from(text, "utf8")]),
  }
}

/** On the wire an instant is a number of seconds, with a fraction (service-spec.md, section 1.5). */
function toWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1_000
  if (Array.isArray(value)) return value.map(toWire)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toWire(member)]))
}
