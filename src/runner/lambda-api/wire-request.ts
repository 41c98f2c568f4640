import { ServiceError } from "../../service/wire/service-errors.ts"

type QueryValue = string | readonly string[] | null

/** A request of the AWS SDK as it goes to the wire, with the parts that routing needs. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, QueryValue>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** @throws {ServiceError} as the service answers a body that is not JSON object. */
export function jsonBody({ body }: WireRequest): object {
  if (body.length === 0) return {}
  const value = parse(textOf(body))
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value
  throw new ServiceError("SerializationException", "Expected an object at the start of the body")
}

/** The error object is the whole body; an empty body, or an empty object, means none. */
export function errorBody(request: WireRequest): object {
  const error = jsonBody(request)
  return Object.keys(error).length === 0 ? {} : { Error: error }
}

export function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8")
}

/** How the members of a query, all of them text on the wire, are read. */
const QUERY_READERS = {
  text: (value: string): unknown => value,
  number: (value: string): unknown => Number(value),
  boolean: (value: string): unknown =>
    value === "true" ? true : value === "false" ? false : value,
  date: (value: string): unknown => new Date(value),
}

export type QueryShape = Readonly<Record<string, keyof typeof QUERY_READERS | "list">>

/** The members of a query that `shape` names; others do not exist. */
export function readQuery({ query }: WireRequest, shape: QueryShape): Record<string, unknown> {
  const members: Record<string, unknown> = {}
  for (const [name, kind] of Object.entries(shape)) {
    const value = query[name]
    if (value === undefined || value === null) continue
    if (kind === "list") members[name] = [value].flat()
    else members[name] = QUERY_READERS[kind]([value].flat().join(","))
  }
  return members
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ServiceError("SerializationException", "The body is not valid JSON")
  }
}
