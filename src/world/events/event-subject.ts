import type { ChoiceKind } from "./chooser.ts"

/**
 * What an event is about, as data. Whoever needs to know reads it here: labels are made of it, for people,
 * and nobody takes them apart again.
 *
 * A new type needs a case in {@link keyOf} and one in `labelOf`; both fail to compile without.
 */
export type EventSubject =
  /** The body of the operation at `path`, such as `1-2`. */
  | { readonly type: "body"; readonly path: string; readonly attempt: number }
  /** A request of the SDK to the service. */
  | { readonly type: "request"; readonly request: "checkpoint" | "state" }
  /** A function that is invoked, that starts in a new container, or that a fault strikes. */
  | { readonly type: "function"; readonly functionName: string }
  /** A function that code of the run invokes by the AWS client, beside the executions of the service. */
  | { readonly type: "invoke-request"; readonly functionName: string }
  /**
   * The system that holds a callback, by the name or else the id of the callback. Of several callbacks of
   * one name, `occurrence` says which; it tells people more, and no events apart.
   */
  | {
      readonly type: "callback"
      readonly callback: string
      readonly occurrence?: number | undefined
    }
  /**
   * A call to the service or to the runner, as the test has written it. `of` says in words which callback
   * it is about; it tells people more, and no events apart.
   */
  | { readonly type: "call"; readonly call: string; readonly of?: string | undefined }
  /** A virtual timer of a handler, of the SDK or of a responder. */
  | { readonly type: "timer"; readonly delayMs: number }
  /** Something of which there is one in a world. */
  | { readonly type: WorldPart }

/**
 * - `service-timers`: whatever the service has to do at an instant;
 * - `clock`: virtual time;
 * - `under-way`: all replies and bodies that a function waits for;
 * - `invoke-answer`: the answer to a call of Invoke;
 * - `step-double`: an invocation that dies inside a step, because its double says so;
 * - `advance`: the instant up to which a test lets time pass;
 * - `replay`: something of a replay beside the world.
 */
type WorldPart =
  | "service-timers"
  | "clock"
  | "under-way"
  | "invoke-answer"
  | "step-double"
  | "advance"
  | "replay"

/** Identifies an event, as data, in the same way in every run of a handler. */
export interface EventIdentity {
  readonly kind: ChoiceKind
  readonly subject: EventSubject
}

/**
 * The text by which events of two runs are compared, and of which fingerprints are made. Attempts of one
 * body have the same: each comes after the one before it.
 *
 * It is a part of the schedule format: change it only together with the version there.
 */
export function keyOf({ kind, subject }: EventIdentity): string {
  return `${kind} ${subjectKeyOf(subject)}`
}

function subjectKeyOf(subject: EventSubject): string {
  switch (subject.type) {
    case "body":
      return `body ${subject.path}`
    case "request":
      return `request ${subject.request}`
    case "function":
      return `function ${subject.functionName}`
    case "invoke-request":
      return `invoke-request ${subject.functionName}`
    case "callback":
      return `callback ${subject.callback}`
    case "call":
      return `call ${subject.call}`
    case "timer":
      return `timer ${subject.delayMs}`
    case "service-timers":
    case "clock":
    case "under-way":
    case "invoke-answer":
    case "step-double":
    case "advance":
    case "replay":
      return subject.type
    default:
      return subject satisfies never
  }
}
