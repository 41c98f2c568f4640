import { describe, expect, test } from "vitest"
import { cut, textOfError, textOfPayload } from "../../../src/report/model/value-text.ts"

describe("a payload in a report", () => {
  test("is indented where it is JSON", () => {
    expect(textOfPayload('{"a":[1]}', 100)).toBe('{\n  "a": [\n    1\n  ]\n}')
  })

  test.each([
    '"text"',
    "12",
    "not json",
    '{"a":12345678901234567890}',
    '{"a":1,"a":2}',
    '{ "a": 1 }',
    "",
  ])("stays as it was sent where indenting would change it, such as %j", (payload) => {
    expect(textOfPayload(payload, 100)).toBe(payload)
  })

  test("is cut where it is too long, and says how much is missing", () => {
    expect(textOfPayload("x".repeat(300), 100)).toBe(`${"x".repeat(100)}\n… 200 more characters`)
  })

  test("is never cut inside of a character", () => {
    expect(cut(`${"x".repeat(9)}\u{1F600}y`, 10)).toBe(`${"x".repeat(9)}\n… 3 more characters`)
  })
})

test("an error in a report has its stack and its data", () => {
  const error = { ErrorType: "E", ErrorMessage: "m", StackTrace: ["at a", "at b"], ErrorData: "{}" }
  expect(textOfError(error, 100)).toBe("E: m\nat a\nat b\ndata: {}")
  expect(textOfError({}, 100)).toBe("")
})
