import { describe, expect, test } from "vitest"
import {
  chainLengthsOf,
  chainOf,
  placeOf,
  scopesOf,
} from "../../../src/schedule/policies/random/chain-of.ts"
import type { EventIdentity } from "../../../src/world/events/event-subject.ts"
import { enabledEvent, reply, settle } from "./enabled-events.ts"
import { PROGRAMS, runWith } from "./programs.ts"

const state: EventIdentity = { kind: "reply", subject: { type: "request", request: "state" } }
const timer: EventIdentity = { kind: "timer", subject: { type: "timer", delayMs: 20 } }

describe("the chain of an event", () => {
  test("is that of its operation, if it is a body", () => {
    expect(chainOf(settle("3"))).toBe("3")
    expect(chainOf(settle("1-2-10"))).toBe("1-2-10")
  })

  test("is one for all replies", () => {
    expect(chainOf(reply)).toBe("replies")
    expect(chainOf(state)).toBe("replies")
  })

  test("is that of its kind and subject otherwise", () => {
    const answer = enabledEvent("delivery", 'completeCallback("a")')
    const invoke = { kind: "invoke", subject: { type: "function", functionName: "f" } } as const
    const due = { kind: "due", subject: { type: "service-timers" } } as const
    expect([answer, timer, due, invoke].map((event) => chainOf(event))).toEqual([
      'delivery call completeCallback("a")',
      "timer timer 20",
      "due service-timers",
      "invoke function f",
    ])
  })

  test("is none of an operation for a body that only looks like one by its text", () => {
    expect(chainOf(enabledEvent("delivery", "step 1 settles"))).toBe("delivery call step 1 settles")
    expect(chainOf(enabledEvent("delivery", "1-2"))).toBe("delivery call 1-2")
    expect(chainOf(enabledEvent("delivery", "checkpoint"))).toBe("delivery call checkpoint")
  })
})

describe("the lengths of chains", () => {
  test("are the numbers of their events", () => {
    expect(chainLengthsOf([settle("1"), reply, settle("1"), state, timer])).toEqual({
      "1": 2,
      replies: 2,
      "timer timer 20": 1,
    })
  })

  test("come from a run", async () => {
    const { events } = await runWith(PROGRAMS["three steps in turn"]!, { kind: "oldest-first" })
    expect(chainLengthsOf(events)).toMatchInlineSnapshot(`
      {
        "1": 1,
        "2": 1,
        "3": 1,
        "replies": 6,
      }
    `)
  })

  test("have nothing of what was the only thing that could happen, such as the answer", async () => {
    const { events } = await runWith(PROGRAMS["a callback"]!, { kind: "oldest-first" })
    expect(chainLengthsOf(events)).toMatchInlineSnapshot(`
      {
        "1-2": 1,
        "delivery call completeCallback("approval")": 1,
        "replies": 4,
        "time clock": 1,
        "timer timer 20": 1,
      }
    `)
  })
})

describe("the place of a chain", () => {
  test("is its number in its context", () => {
    expect(placeOf("3")).toEqual({ parent: "", index: 3 })
    expect(placeOf("1-2-10")).toEqual({ parent: "1-2", index: 10 })
  })

  test("has the chains around it, outermost first", () => {
    expect(scopesOf("1-2-10")).toEqual(["1", "1-2", "1-2-10"])
    expect(scopesOf("3")).toEqual(["3"])
  })

  test("is nowhere for what is no operation", () => {
    expect(placeOf("replies")).toBeUndefined()
    expect(placeOf('completeCallback("1-2")')).toBeUndefined()
    expect(scopesOf('completeCallback("1-2")')).toEqual(['completeCallback("1-2")'])
  })
})
