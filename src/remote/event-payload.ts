import { DurableExecutionInvocationInputWithClient } from "../world/invocation/invocation-event.ts"

export function isDurable(event: unknown): event is DurableExecutionInvocationInputWithClient {
  return event instanceof DurableExecutionInvocationInputWithClient
}

/** In an invocation's event a time is a number of milliseconds, while the API of AWS counts seconds. */
export function payloadOf(event: unknown): string {
  return JSON.stringify(isDurable(event) ? inMilliseconds(event) : event) ?? "null"
}

function inMilliseconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime()
  if (Array.isArray(value)) return value.map(inMilliseconds)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, inMilliseconds(member)]),
  )
}
