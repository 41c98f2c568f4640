import type { EventKind } from "./events.ts"
import type { Instant } from "../service/instant.ts"

/** One of the events that a chooser may pick from. */
export interface EnabledEvent {
  readonly kind: EventKind
  readonly at: Instant
  readonly label: string
}

/**
 * Decides what happens next. The world asks whenever it is at rest and more than one event is
 * enabled; index 0 is always the oldest event without a fault, so that choosing 0 forever is the
 * plain run.
 */
export interface Chooser {
  choose(enabled: readonly EnabledEvent[]): number
}

/** First in, first out. */
export const oldestFirst: Chooser = { choose: () => 0 }
