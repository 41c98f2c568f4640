import { describe, expect, test } from "vitest"
import { matchHistory, matchValue } from "./matcher.ts"
import type { Bindings } from "./variables.ts"

const mismatches = (expected: unknown, actual: unknown, bindings: Bindings = new Map()): string[] =>
  matchValue(expected, actual, bindings, "value").map(({ path, message }) => `${path} ${message}`)

describe("values", () => {
  test("a star and an empty mapping match anything that is there", () => {
    for (const wildcard of ["*", {}]) {
      for (const actual of ["text", 0, null, [], { key: 1 }, new Date(0)]) {
        expect(mismatches(wildcard, actual)).toEqual([])
      }
    }
  })

  test("a listed key must be there, whatever is expected of it", () => {
    expect(mismatches({ key: "*" }, {})).toEqual(["value.key is absent"])
    expect(mismatches({ key: {} }, { key: undefined })).toEqual(["value.key is absent"])
    expect(mismatches({ toString: "*" }, {})).toEqual(["value.toString is absent"])
  })

  test("a key that is not listed does not matter", () => {
    expect(mismatches({ listed: 1 }, { listed: 1, other: 2 })).toEqual([])
  })

  test("everything else is compared literally, with its type", () => {
    expect(mismatches("1", 1)).toEqual(['value expected "1", got 1'])
    expect(mismatches(1, "1")).toEqual(['value expected 1, got "1"'])
    expect(mismatches(null, undefined)).toHaveLength(1)
    expect(mismatches(null, null)).toEqual([])
    expect(mismatches(true, true)).toEqual([])
    expect(mismatches({ key: 1 }, "text")).toHaveLength(1)
  })

  test("lists are compared element by element", () => {
    expect(mismatches(["a", "*"], ["a", "b"])).toEqual([])
    expect(mismatches(["a"], ["a", "b"])).toHaveLength(1)
    expect(mismatches(["a", "b"], ["b", "a"])).toHaveLength(2)
    expect(mismatches([], "text")).toHaveLength(1)
  })

  test("a regular expression must be found in the value", () => {
    expect(mismatches("${/Error$/}", "TransientError")).toEqual([])
    expect(mismatches("${/^[0-5]$/}", 3)).toEqual([])
    expect(mismatches("${/^[0-5]$/}", 13)).toEqual(['value expected "${/^[0-5]$/}", got 13'])
    expect(mismatches("${/(?i)^parallel$/}", "Parallel")).toEqual([])
    expect(mismatches("${/a{2}/}", "aa")).toEqual([])
    expect(mismatches("${/wrapped/}", { wrapped: 1 })).toEqual([])
  })
})

describe("names", () => {
  test("take the value on first use and must equal it afterwards", () => {
    const bindings: Bindings = new Map()
    expect(mismatches("${ID1}", "abc", bindings)).toEqual([])
    expect(mismatches("${ID1}", "abc", bindings)).toEqual([])
    expect(mismatches("${ID1}", "def", bindings)).toEqual(['value expected "abc", got "def"'])
    expect(bindings).toEqual(new Map([["ID1", "abc"]]))
  })

  test("that have a value before are compared with it", () => {
    const bindings: Bindings = new Map([["INPUT", "a.c"]])
    expect(mismatches("Hello, ${INPUT}!", "Hello, a.c!", bindings)).toEqual([])
    expect(mismatches("Hello, ${INPUT}!", "Hello, abc!", bindings)).toHaveLength(1)
    expect(mismatches('"${INPUT}"', '"a.c"', bindings)).toEqual([])
  })

  test("bind inside longer text", () => {
    const bindings: Bindings = new Map([["SUFFIX", "(x)"]])
    expect(mismatches("${A}-${B}-${A}${SUFFIX}", "1-2-1(x)", bindings)).toEqual([])
    expect(bindings.get("A")).toBe("1")
    expect(bindings.get("B")).toBe("2")
  })

  test("do not bind when the text around them differs", () => {
    const bindings: Bindings = new Map()
    expect(mismatches("[${A}]", "(1)", bindings)).toHaveLength(1)
    expect(mismatches("[${A}]", 1, bindings)).toHaveLength(1)
    expect(mismatches("[${A}]", "[1] and more", bindings)).toHaveLength(1)
    expect(bindings.size).toBe(0)
  })

  test("bind values that are not text", () => {
    const bindings: Bindings = new Map()
    expect(mismatches({ first: "${N}", second: "${N}" }, { first: 1, second: 1 })).toEqual([])
    expect(mismatches(["${N}", "${N}"], [1, "1"], bindings)).toHaveLength(1)
  })
})

describe("histories", () => {
  const started = { EventId: 2, EventType: "StepStarted", Id: "${ID1}" }
  const succeeded = { EventId: 3, EventType: "StepSucceeded", Id: "${ID1}" }

  test("are paired by event id, not by position", () => {
    const actual = [
      { EventId: 3, EventType: "StepSucceeded", Id: "a" },
      { EventId: 1, EventType: "ExecutionStarted" },
      { EventId: 2, EventType: "StepStarted", Id: "a" },
    ]
    expect(matchHistory([started, succeeded], actual, new Map())).toEqual([])
  })

  test("may have events that are not listed", () => {
    const actual = [{ EventId: 2, EventType: "StepStarted", Id: "a" }, { EventId: 9 }]
    expect(matchHistory([started], actual, new Map())).toEqual([])
  })

  test("must have every listed event exactly at its place", () => {
    const shifted = [
      { EventId: 2, EventType: "WaitStarted", Id: "a" },
      { EventId: 4, EventType: "StepSucceeded", Id: "a" },
    ]
    expect(matchHistory([started, succeeded], shifted, new Map())).toEqual([
      {
        path: "event 2 StepStarted.EventType",
        message: 'expected "StepStarted", got "WaitStarted"',
      },
      { path: "event 3 StepSucceeded", message: "is missing, the history has 2 events" },
    ])
  })
})
