import * as fc from "fast-check"
import type { ChoiceKind, EnabledEvent } from "../../../src/world/events/chooser.ts"
import { labelOf } from "../../../src/world/events/event-label.ts"
import { FAULT_KINDS } from "../../../src/world/events/fault-kind.ts"

/** An enabled event; at the instant 0 unless something else is said. */
export function enabledEvent(kind: ChoiceKind, label: string = kind, at = 0): EnabledEvent {
  return { kind, at, subject: { type: "call", call: label } }
}

export function settle(path: string): EnabledEvent {
  return { kind: "settle", at: 0, subject: { type: "body", path, attempt: 1 } }
}

export const reply: EnabledEvent = {
  kind: "reply",
  at: 0,
  subject: { type: "request", request: "checkpoint" },
}

const path = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 })
  .map((numbers) => numbers.join("-"))

const plainEvent: fc.Arbitrary<EnabledEvent> = fc.oneof(
  path.map(settle),
  fc.constantFrom(
    reply,
    enabledEvent("due", "service timers"),
    enabledEvent("delivery", 'completeCallback("a")'),
    enabledEvent("timer", "timer 20 ms"),
    enabledEvent("invoke", "invoke f"),
    enabledEvent("deadline", "time-out of f"),
  ),
)

const earlyEvent = fc.constantFrom(
  enabledEvent("delivery", 'completeCallback("a")', 999),
  enabledEvent("invoke", "invoke f", 999),
)

const deviation: fc.Arbitrary<EnabledEvent> = fc.oneof(
  earlyEvent,
  fc
    .constantFrom<ChoiceKind>("postpone", "cold-start", ...FAULT_KINDS)
    .map((kind) => enabledEvent(kind, `${kind} of f that is none of a plain run`)),
)

/** Whether a plain run could not choose it. */
export function isDeviation(event: EnabledEvent): boolean {
  const { kind, at } = event
  return labelOf(event).includes(" that is none of a plain run") || (at > 0 && kind !== "time")
}

/** What a chooser is asked: plain events and then deviations, or the clock and what may come before. */
const decision: fc.Arbitrary<readonly EnabledEvent[]> = fc.oneof(
  fc
    .tuple(
      fc.array(plainEvent, { minLength: 1, maxLength: 6 }),
      fc.array(deviation, { maxLength: 6 }),
    )
    .map(([plain, deviations]) => [...plain, ...deviations]),
  fc
    .array(earlyEvent, { maxLength: 2 })
    .map((early) => [enabledEvent("time", "time moves on", 999), ...early]),
)

/** The decisions of a run. */
export const decisions: fc.Arbitrary<readonly (readonly EnabledEvent[])[]> = fc.array(decision, {
  maxLength: 20,
})
