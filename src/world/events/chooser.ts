import type { EventKind } from "./events.ts"
import type { EventIdentity } from "./event-subject.ts"
import type { FaultKind } from "./fault-kind.ts"
import type { Instant } from "../../service/values/instant.ts"

/**
 * What a chooser may choose: an event of the world, or, where its choice space allows it, something that a
 * plain run never does.
 *
 * - `time`: nothing is due, and the clock moves on;
 * - `postpone`: what could happen now takes longer than what is due next;
 * - `hurry`: the next timer of a body fires before it is due, as what it stands for took less time;
 * - `cold-start`: the function is invoked in a new container;
 * - `answer`: what a handler has returned arrives at the service. It is a choice only where a fault may
 *   strike before that.
 */
export type ChoiceKind =
  | EventKind
  | "time"
  | "postpone"
  | "hurry"
  | "cold-start"
  | "answer"
  | FaultKind

/** One of the events that a chooser may pick from. */
export interface EnabledEvent extends EventIdentity {
  readonly at: Instant
}

/**
 * Decides what happens next. The world asks whenever it is at rest and more than one event is possible. Index
 * 0 is always the oldest event without a fault: a chooser that always returns 0 gives the plain run.
 */
export interface Chooser {
  choose(enabled: readonly EnabledEvent[]): number
}

/** First in, first out. */
export const oldestFirst: Chooser = { choose: () => 0 }
