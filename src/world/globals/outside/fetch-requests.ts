import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { areSocketsMocked } from "./other-ends.ts"
import { resourceClosed, resourceOpened } from "./open-resources.ts"

/*
 * The client behind `fetch` keeps connections, and one that it uses again looks like one that was
 * open before. It tells of each request when it begins, and when the last of its response is there.
 */
const listeners: ReadonlyMap<string, (message: unknown) => void> = new Map([
  ["undici:request:create", (message) => fetchBegun(requestOf(message))],
  ["undici:request:trailers", (message) => resourceClosed(requestOf(message))],
  ["undici:request:error", (message) => resourceClosed(requestOf(message))],
])

let isWatching = false

export function watchFetchRequests(): void {
  if (isWatching) return
  isWatching = true
  for (const [channel, listener] of listeners) subscribe(channel, listener)
}

export function unwatchFetchRequests(): void {
  if (!isWatching) return
  isWatching = false
  for (const [channel, listener] of listeners) unsubscribe(channel, listener)
}

interface FetchRequest {
  readonly method?: string
  readonly origin?: unknown
  readonly path?: string
}

function fetchBegun(request: FetchRequest): void {
  // What a mock lets pass has a connection of its own.
  if (areSocketsMocked()) return
  const { method = "GET", origin = "", path = "" } = request
  resourceOpened(request, "Fetch", {
    describe: () => `fetch of ${method} ${String(origin)}${path}`,
  })
}

function requestOf(message: unknown): FetchRequest {
  return (message as { readonly request: FetchRequest }).request
}
