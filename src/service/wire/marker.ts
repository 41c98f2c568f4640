import type { Instant } from "../values/instant.ts"
import { invalidParameter } from "./service-errors.ts"
import type { ServiceSettings } from "../values/service-options.ts"

/** Where the next page of a listing begins. */
export interface MarkerPosition {
  readonly kind: "state" | "history" | "history-reversed" | "list" | "list-reversed"
  /** What is listed: an execution by sequence number, or a function's executions (0). */
  readonly scope: number
  /** The state of it that the marker is bound to. */
  readonly version: number
  readonly offset: number
  readonly now: Instant
}

/** Markers are opaque; they decode to readable text for whoever debugs one. */
export function encodeMarker(position: MarkerPosition): string {
  const { kind, scope, version, offset, now } = position
  return Buffer.from(`${kind}:${scope}:${version}:${offset}:${now}`, "latin1").toString("base64")
}

/** The offset in a marker that was handed out for this listing, in this state of it, not too long ago. */
export function offsetOfMarker(
  settings: ServiceSettings,
  marker: string,
  expected: Omit<MarkerPosition, "offset">,
): number {
  const parts = Buffer.from(marker.slice(0, 256), "base64").toString("latin1").split(":")
  const offset = Number(parts[3])
  const issuedAt = Number(parts[4])
  const position: MarkerPosition = { ...expected, offset, now: issuedAt }
  const isGenuine =
    parts.length === 5 &&
    Number.isSafeInteger(offset) &&
    offset >= 0 &&
    encodeMarker(position) === marker &&
    issuedAt <= expected.now &&
    expected.now - issuedAt < settings.limits.markerLifetimeMs
  if (!isGenuine) throw invalidParameter(settings.texts.invalidMarker)
  return offset
}
