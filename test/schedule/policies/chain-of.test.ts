import { describe, expect, test } from "vitest"
import {
  chainLengthsOf,
  chainOf,
  placeOf,
  scopesOf,
} from "../../../src/schedule/policies/chain-of.ts"
import { PROGRAMS, runWith } from "./programs.ts"

describe("the chain of an event", () => {
  test("is that of its operation, if it is a body", () => {
    expect(chainOf("step 3 settles")).toBe("3")
    expect(chainOf("step 1-2-10 settles")).toBe("1-2-10")
  })

  test("is one for all replies", () => {
    expect(chainOf("checkpoint")).toBe("replies")
    expect(chainOf("state")).toBe("replies")
  })

  test("is that of its label otherwise", () => {
    for (const label of ['completeCallback("a")', "timer 20 ms", "service timers", "invoke f"]) {
      expect(chainOf(label)).toBe(label)
    }
  })
})

describe("the lengths of chains", () => {
  test("are the numbers of their events", () => {
    expect(
      chainLengthsOf(["step 1 settles", "checkpoint", "step 1 settles", "state", "timer 20 ms"]),
    ).toEqual({ "1": 2, replies: 2, "timer 20 ms": 1 })
  })

  test("come from a run", async () => {
    const { labels } = await runWith(PROGRAMS["three steps in turn"]!, { kind: "oldest-first" })
    expect(chainLengthsOf(labels)).toMatchInlineSnapshot(`
      {
        "1": 1,
        "2": 1,
        "3": 1,
        "replies": 6,
      }
    `)
  })

  test("have nothing of what was the only thing that could happen, such as the answer", async () => {
    const { labels } = await runWith(PROGRAMS["a callback"]!, { kind: "oldest-first" })
    expect(chainLengthsOf(labels)).toMatchInlineSnapshot(`
      {
        "1-2": 1,
        "completeCallback("approval")": 1,
        "replies": 4,
        "time moves on": 1,
        "timer 20 ms": 1,
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
