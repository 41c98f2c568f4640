import { realSetImmediate } from "../../clock/real-timers.ts"
import { otherEnds } from "./other-ends.ts"
import { runOutsideScopes } from "../patch/scope.ts"

/**
 * Timers say nothing about I/O; immediates are over in a turn.
 */
const NOT_IO: ReadonlySet<string> = new Set(["Timeout", "Immediate"])

/** The same by the names that async hooks have, and what keeps nothing alive. Node 22 tells of promises too. */
const NO_RESOURCE: ReadonlySet<string> = new Set([
  "Immediate",
  "Microtask",
  "PROMISE",
  "TickObject",
  "Timeout",
])

const SOCKET = "TCPSocketWrap"

let counts: ReadonlyMap<string, number> | undefined
let isWatched = false
let begun = 0

/**
 * What keeps Node's event loop alive, by kind. Many worlds ask in one turn of the event loop, and Node
 * makes a list of all that is active, so they share one count: until something is begun, of which
 * {@link resourceBegins} is told, or the next turn. What has ended meanwhile is seen a turn later.
 */
export function activeResources(): ReadonlyMap<string, number> {
  if (counts !== undefined) return counts
  const fresh = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) {
    if (!NOT_IO.has(kind)) fresh.set(kind, (fresh.get(kind) ?? 0) + 1)
  }
  leaveOutOtherEnds(fresh)
  if (isWatched) {
    counts = fresh
    runOutsideScopes(() => realSetImmediate(forgetCounts))
  }
  return fresh
}

/** From now on until {@link unwatchBeginnings} somebody calls {@link resourceBegins}. */
export function watchBeginnings(): void {
  isWatched = true
}

export function unwatchBeginnings(): void {
  isWatched = false
  forgetCounts()
}

export function resourceBegins(type: string): void {
  if (NO_RESOURCE.has(type)) return
  begun++
  counts = undefined
}

/** How many have begun in this process: nothing new is under way while it stays the same. */
export function resourcesBegun(): number {
  return begun
}

function leaveOutOtherEnds(fresh: Map<string, number>): void {
  const left = (fresh.get(SOCKET) ?? 0) - otherEnds()
  if (left > 0) fresh.set(SOCKET, left)
  else fresh.delete(SOCKET)
}

function forgetCounts(): void {
  counts = undefined
}
