import { describe, expect, test } from "vitest"
import { nearestOutcome, outcomeDifferences } from "../../../src/explore/report/outcome-diff.ts"
import { describeEnd, renderDifferences } from "../../../src/explore/report/outcome-text.ts"

const SIDES = { legal: "without faults", seen: "with the fault" }

function succeeded(parts: { readonly result?: unknown; readonly world?: unknown } = {}): unknown {
  return { status: "SUCCEEDED", result: null, error: null, world: null, ...parts }
}

function rendered(legal: unknown, seen: unknown): string {
  return renderDifferences(outcomeDifferences(legal, seen), SIDES)
}

describe("two outcomes are printed as what differs between them (F10)", () => {
  test.each([
    ["a member", { a: 1, b: 2 }, { a: 1, b: 3 }, "  outside.b  2 -> 3"],
    [
      "ids that were drawn",
      { a: "p-\u{F0001}1 hex\u{F0001}", b: "\u{F0001}moment iso\u{F0001}" },
      { a: "p-\u{F0001}002\u{F0001}", b: "never" },
      '  outside.a  "p-<id 1 as hex>" -> "p-<id 2>"\n  outside.b  "<moment as iso>" -> "never"',
    ],
    ["a member that is new", { a: 1 }, { a: 1, b: 3 }, "  outside.b  nothing -> 3"],
    ["a key with a blank", { "a b": 1 }, { "a b": 2 }, '  outside["a b"]  1 -> 2'],
    ["an element at the end", ["x"], ["x", "x"], '  outside[1]  nothing -> "x"'],
    ["an element in the middle", ["a", "c"], ["a", "b", "c"], '  outside[1]  nothing -> "b"'],
    ["an element that is gone", ["a", "b", "c"], ["a", "c"], '  outside[1]  "b" -> nothing'],
    ["an entry of a map", [["o-1", 900]], [["o-1", 1800]], "  outside.o-1  900 -> 1800"],
    ["a list instead of an object", {}, [], "  outside  {} -> []"],
  ])("The differences of an outside world name %s", (_what, legal, seen, text) => {
    expect(rendered(succeeded({ world: legal }), succeeded({ world: seen }))).toBe(text)
  })

  test("An end in failure is printed with its error, and the result that is gone", () => {
    const failed = {
      status: "FAILED",
      result: null,
      error: { type: "StepError", message: "cut\nshort" },
      world: null,
    }
    expect(rendered(succeeded({ result: "paid" }), failed)).toMatchInlineSnapshot(`
      "  status  "SUCCEEDED" -> "FAILED"
        result  "paid" -> nothing
        error   nothing -> StepError: cut short"
    `)
  })

  test.each([
    ["at the beginning", `b${"x".repeat(700)}`, `a${"x".repeat(700)}`],
    ["in the middle", `${"x".repeat(340)}b${"x".repeat(340)}`, "x".repeat(681)],
    ["at the end", `${"x".repeat(700)}b`, `${"x".repeat(700)}a`],
    ["where one of them ends", "x".repeat(700), "x".repeat(701)],
    ["between two emojis", `${"🙂".repeat(300)}🙃`, `${"🙂".repeat(300)}🙁`],
  ])("Two long texts that differ %s are cut to what differs", (_where, legal, seen) => {
    const text = rendered(succeeded({ result: legal }), succeeded({ result: seen }))
    for (const line of text.split("\n")) {
      expect(Array.from(line).length).toBeLessThanOrEqual(110)
    }
    const [, before, after] =
      /^ {2}result {2}(.*) -> (.*)$/u.exec(text) ??
      /^ {2}result\n {4}without faults {2}(.*)\n {4}with the fault {2}(.*)$/u.exec(text) ??
      expect.fail(text)
    expect(before).not.toBe(after)
  })

  test("Of many differences the first six are printed, and the rest is counted", () => {
    const world = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key${index}`, 1]))
    const lines = rendered(succeeded({ world: {} }), succeeded({ world })).split("\n")
    expect(lines).toHaveLength(7)
    expect(lines.at(-1)).toBe("  and 14 more differences")
  })

  test("Two lists of 700 elements each are compared by what they have in common at both ends", () => {
    const list = Array.from({ length: 700 }, (_, index) => index)
    const found = outcomeDifferences(
      succeeded({ world: list }),
      succeeded({ world: [...list.slice(0, 350), "new", ...list.slice(350)] }),
    )
    expect(found).toEqual([{ path: "outside[350]", legal: undefined, seen: "new" }])
  })

  test("The nearest of several legal outcomes is the one with the fewest differences", () => {
    const legal = [
      succeeded({ result: "dhl", world: ["ups"] }),
      succeeded({ result: "ups", world: ["ups"] }),
    ]
    const seen = succeeded({ result: "ups", world: ["ups", "dhl"] })
    expect(nearestOutcome(legal, seen)).toEqual([
      { path: "outside[1]", legal: undefined, seen: "dhl" },
    ])
  })

  test("A legal outcome with the same end is nearer than one with another", () => {
    const failed = { status: "FAILED", result: null, error: null, world: [1, 2, 3] }
    const legal = [failed, succeeded({ world: [4, 5, 6] })]
    expect(nearestOutcome(legal, succeeded({ world: [1, 2, 3] }))).toHaveLength(3)
  })
})

test("colours and other control characters of a message do not reach the terminal", () => {
  const error = { type: "Error", message: "\u001B[31mno\u001B[39m\r\n\u0000funds" }
  expect(describeEnd({ status: "FAILED", result: null, error } as never)).toBe(
    "FAILED Error: no funds",
  )
})
