import { describe, expect, test } from "vitest"
import { checkLogs, parseLogLines } from "./logs.ts"
import type { ExpectedLog } from "./requirement.ts"

const log = (match: Record<string, unknown>, rest: Partial<ExpectedLog> = {}): ExpectedLog => ({
  match,
  minCount: 1,
  maxCount: Infinity,
  before: [],
  after: [],
  ...rest,
})

const once = { minCount: 1, maxCount: 1 }
const never = { minCount: 0, maxCount: 0 }

const messages = (
  expected: ExpectedLog,
  records: Record<string, unknown>[],
  bindings: [string, unknown][] = [],
): string[] => checkLogs([expected], records, new Map(bindings)).map(({ message }) => message)

describe("reading", () => {
  test("JSON objects are records, other lines are messages", () => {
    expect(parseLogLines(['{"hook":"start"}', "plain", "", "[1]", "3", "null", "{broken"])).toEqual(
      [
        { hook: "start" },
        { message: "plain" },
        { message: "[1]" },
        { message: "3" },
        { message: "null" },
        { message: "{broken" },
      ],
    )
  })
})

describe("matching", () => {
  test("every field of the pattern must be there and equal", () => {
    const record = { hook: "start", first: true, n: 1 }
    expect(messages(log({ hook: "start", first: true }), [record])).toEqual([])
    expect(messages(log({ hook: "start", first: "true" }), [record])).toHaveLength(1)
    expect(messages(log({ n: "1" }), [record])).toHaveLength(1)
    expect(messages(log({ hook: "start", op: "/.*/" }), [record])).toHaveLength(1)
  })

  test("text between slashes is looked for as a regular expression", () => {
    expect(messages(log({ message: "/half/" }), [{ message: "behalf of" }])).toEqual([])
    expect(messages(log({ message: "/(?i)^HALF$/" }), [{ message: "half" }])).toEqual([])
    expect(messages(log({ count: "/^\\d+$/" }), [{ count: 12 }])).toEqual([])
    expect(messages(log({ flag: "/.*/" }), [{ flag: false }])).toEqual([])
  })

  test("names are filled in", () => {
    const bindings: [string, unknown][] = [["ID1", "abc"]]
    expect(messages(log({ op: "${ID1}" }), [{ op: "abc" }], bindings)).toEqual([])
    expect(messages(log({ op: "/x-${ID1}$/" }), [{ op: "x-abc" }], bindings)).toEqual([])
    expect(() => messages(log({ op: "${ID2}" }), [], bindings)).toThrow(
      "${ID2} has no value: it was never bound",
    )
  })
})

describe("counting", () => {
  const two = [{ hook: "start" }, { hook: "start" }]

  test("exact, at least, at most", () => {
    expect(messages(log({ hook: "start" }, { minCount: 2, maxCount: 2 }), two)).toEqual([])
    expect(messages(log({ hook: "start" }, once), two)).toEqual([
      'expected 1 of {"hook":"start"}, got 2',
    ])
    expect(messages(log({ hook: "start" }, { minCount: 3 }), two)).toEqual([
      'expected at least 3 of {"hook":"start"}, got 2',
    ])
    expect(messages(log({ hook: "start" }, { minCount: 0, maxCount: 1 }), two)).toEqual([
      'expected 0 to 1 of {"hook":"start"}, got 2',
    ])
    expect(messages(log({ hook: "end" }, never), two)).toEqual([])
    expect(messages(log({ hook: "start" }, never), two)).toHaveLength(1)
  })
})

describe("order", () => {
  const records = [{ hook: "start" }, { hook: "body" }, { hook: "end" }]
  const body = (order: Partial<ExpectedLog>): string[] =>
    messages(log({ hook: "body" }, { ...once, ...order }), records)

  test("holds", () => {
    expect(body({ after: [{ hook: "start" }], before: [{ hook: "end" }] })).toEqual([])
  })

  test("is broken", () => {
    expect(body({ after: [{ hook: "end" }] })).toEqual([
      'expected {"hook":"body"} after {"hook":"end"}',
    ])
    expect(body({ before: [{ hook: "start" }] })).toEqual([
      'expected {"hook":"body"} before {"hook":"start"}',
    ])
  })

  test("needs the other record", () => {
    expect(body({ after: [{ hook: "absent" }] })).toHaveLength(1)
    expect(body({ before: [{ hook: "absent" }] })).toHaveLength(1)
  })

  test("holds for every match, each by some match of the other", () => {
    const repeated = [{ n: 1 }, { n: 2 }, { n: 1 }, { n: 2 }]
    expect(messages(log({ n: 2 }, { after: [{ n: 1 }] }), repeated)).toEqual([])
    expect(messages(log({ n: 1 }, { after: [{ n: 2 }] }), repeated)).toHaveLength(1)
  })
})
