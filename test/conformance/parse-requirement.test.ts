import { describe, expect, test } from "vitest"
import { parseRequirement } from "./parse-requirement.ts"
import { compareIds } from "./requirement-files.ts"

const minimal = "description: A step\nExpectedExecutionHistory: []\n"

describe("requirement files", () => {
  test("need little", () => {
    expect(parseRequirement("1-1", minimal)).toEqual({
      id: "1-1",
      description: "A step",
      asynchronous: false,
      variables: {},
      input: null,
      callbackActions: [],
      expectedResult: undefined,
      expectedEvents: [],
      expectedLogs: [],
    })
  })

  test("tell an absent result from an empty one", () => {
    const resultOf = (text: string): unknown => parseRequirement("1-1", text).expectedResult
    const status = "ExpectedResult:\n  ExecutionStatus: SUCCEEDED\n"
    expect(resultOf(minimal + status)).toEqual({ status: "SUCCEEDED" })
    expect(resultOf(`${minimal}${status}  Result:\n`)).toEqual({
      status: "SUCCEEDED",
      result: { value: null },
    })
  })

  test("count log records exactly, within bounds, or at least once", () => {
    const boundsOf = (count: string): unknown =>
      parseRequirement(
        "1-1",
        `${minimal}ExpectedLogs:\n  - match: { a: 1 }\n${count}`,
      ).expectedLogs.flatMap(({ minCount, maxCount }) => [minCount, maxCount])
    expect(boundsOf("    count: 2\n")).toEqual([2, 2])
    expect(boundsOf("    min_count: 2\n")).toEqual([2, Infinity])
    expect(boundsOf("    max_count: 2\n")).toEqual([0, 2])
    expect(boundsOf("")).toEqual([1, Infinity])
  })

  test("may not have fields that nobody knows", () => {
    const parse = (text: string) => (): unknown => parseRequirement("1-1", minimal + text)
    expect(parse("Surprise: 1\n")).toThrow("requirement 1-1: unknown field Surprise")
    expect(parse("CallbackActions:\n  - CallbackName: '*'\n    Operation: explode\n")).toThrow(
      "CallbackActions[0]: unknown Operation explode",
    )
    expect(parse("Input: 1\nExpectedResult: []\n")).toThrow(
      "ExpectedResult: expected a mapping, got []",
    )
  })
})

test("ids are ordered by their numbers", () => {
  expect(["10-1", "1-11", "x", "1-9", "2-1"].toSorted(compareIds)).toEqual([
    "1-9",
    "1-11",
    "2-1",
    "10-1",
    "x",
  ])
})
