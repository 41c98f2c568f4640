import type { EventIdentity, EventSubject } from "./event-subject.ts"
import { isFaultKind } from "./fault-kind.ts"

/** An event in words, for people: traces, errors, stored failures. */
export function labelOf({ kind, subject }: EventIdentity): string {
  if (isFaultKind(kind)) return `${kind} of ${nameOf(subject)}`
  switch (kind) {
    case "settle":
      return `step ${nameOf(subject)} settles`
    case "invoke":
      return `invoke ${nameOf(subject)}`
    case "answer":
      return `answer of ${nameOf(subject)}`
    case "hurry":
      return `step ${nameOf(subject)} is quicker`
    case "cold-start":
      return `cold start of ${nameOf(subject)}`
    case "timer":
      return subject.type === "callback" ? `${nameOf(subject)} wakes` : nameOf(subject)
    case "deadline":
      return subject.type === "function" ? `time-out of ${nameOf(subject)}` : nameOf(subject)
    case "postpone":
      return subject.type === "under-way" ? nameOf(subject) : `late: ${nameOf(subject)}`
    case "due":
    case "delivery":
    case "reply":
    case "time":
      return nameOf(subject)
    default:
      return kind satisfies never
  }
}

/** The subject by itself. */
export function nameOf(subject: EventSubject): string {
  switch (subject.type) {
    case "body":
      return subject.path
    case "request":
      return subject.request
    case "function":
    case "invoke-request":
      return subject.functionName
    case "callback":
      return `external system of ${JSON.stringify(subject.callback)}`
    case "call":
      return subject.call
    case "timer":
      return `timer ${subject.delayMs} ms`
    case "service-timers":
      return "service timers"
    case "clock":
      return "time moves on"
    case "under-way":
      return "work in progress takes longer"
    case "invoke-answer":
      return "answer of Invoke"
    case "step-double":
      return "the invocation dies inside a step"
    case "advance":
      return "the end of advance"
    case "replay":
      return "replay"
    default:
      return subject satisfies never
  }
}
