import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { beforeAll, describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { expectError } from "../expect-error.ts"

const LONG_NAME = `start-${"x".repeat(200)}-end`
const USEFUL = "the warehouse in Oslo is closed"
const noRetry = { retryStrategy: () => ({ shouldRetry: false }) }
let execution: Execution

beforeAll(async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    for (let number = 1; number <= 300; number++) {
      await context.step(`step-${number}`, async () => number)
    }
    await context.runInChildContext("outer", async (child) => child.step("inner", async () => 1))
    await context.step(LONG_NAME, async () => 1)
    await context
      .step(
        "fails",
        async () => {
          throw new Error(`${"context ".repeat(200)}${USEFUL}`)
        },
        noRetry,
      )
      .catch(() => {})
  })
  execution = await new DurableTestRunner(exactTimes).run(handler)
})

const linesOf = (text: string): string[] => text.split("\n")

describe("a timeline can be kept short (G16)", () => {
  test("limit keeps the first and the last rows, and says how many are left out", () => {
    for (const limit of [3, 4, 10, 11]) {
      const lines = linesOf(execution.timeline({ limit }))
      expect(lines).toHaveLength(limit + 1)
      expect(lines.join("\n")).toMatch(/… \d+ more rows/)
      expect(lines.at(-1)).toContain("execution succeeded")
    }
  })

  test("A limit that is not reached changes nothing", () => {
    expect(execution.timeline({ limit: 1_000 })).toBe(execution.timeline())
  })

  test("filter takes a name, a pattern, a predicate, and all that is inside", () => {
    const shown = (filter: string | RegExp): string[] =>
      linesOf(execution.timeline({ filter }))
        .slice(1)
        .map((line) => line.trim().split(/ {2,}/)[1] ?? "")
    expect(shown("step-7")).toEqual(["step step-7", "execution succeeded"])
    expect(shown(/^step-10\d$/)).toHaveLength(11)
    expect(shown("outer")).toContain("step inner (in outer)".replace(" (in outer)", ""))
    const failed = execution.timeline({ filter: ({ status }) => status === "FAILED" })
    expect(linesOf(failed)).toHaveLength(3)
    expect(shown("nothing")).toEqual(["execution succeeded"])
  })

  test("A long name does not widen all lines", () => {
    const lines = linesOf(execution.timeline())
    expect(
      Math.max(...lines.filter((line) => /step-\d/.test(line)).map((line) => line.length)),
    ).toBeLessThan(100)
    const long = lines.find((line) => line.includes("start-x"))
    expect(long).toContain("…")
    expect(long).toContain("-end")
  })

  test("width bounds every row", () => {
    for (const width of [40, 60, 80, 133]) {
      const lines = linesOf(execution.timeline({ width })).slice(1)
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
    }
  })

  test("color paints outcomes, and without it there is no escape sequence", () => {
    expect(execution.timeline({ color: true })).toContain("\u001B[31mfailed Error")
    expect(execution.timeline({ color: true })).toContain("\u001B[32msucceeded")
    expect(execution.timeline({ color: false })).not.toContain("\u001B")
  })

  test("Wrong options are refused by name", () => {
    const wrong = [
      { limit: 2 },
      { limit: "all" },
      { width: 10 },
      { filter: 7 },
      { colour: true },
      null,
    ]
    const messages = wrong.map(
      (options) =>
        expectError(() => execution.timeline(options as never), InvalidArgumentError).message,
    )
    expect(messages).toMatchInlineSnapshot(`
      [
        "Failed to call timeline: limit is 2. Pass a whole number from 3.",
        "Failed to call timeline: limit is "all". Pass a whole number from 3.",
        "Failed to call timeline: width is 10. Pass a whole number from 40.",
        "Failed to call timeline: filter is 7. Pass an operation's name, a regular expression, or a predicate: ({ status }) => status === "FAILED".",
        "Failed to call timeline: there is no option "colour". The options are limit, filter, width, color, logs. Did you mean "color"?",
        "Failed to call timeline: its options are null. Pass an object. Its members are limit, filter, width, color, logs.",
      ]
    `)
  })
})

describe("a long error keeps its useful part (E7)", () => {
  test("An error text is cut in its middle", () => {
    const row = linesOf(execution.timeline()).find((line) => line.includes("step fails")) ?? ""
    expect(row).toContain("Error: context")
    expect(row).toContain("…")
    expect(row.endsWith(USEFUL)).toBe(true)
  })

  test("It is cut there with a width and in several lines of text too", async () => {
    const lines = linesOf(execution.timeline({ width: 100 }))
    const row = lines.find((line) => line.includes("step fails")) ?? ""
    expect(row.endsWith("is closed")).toBe(true)
    const handler = withDurableExecution(async () => {
      throw new Error(`first\n${"middle\n".repeat(100)}last`)
    })
    const failed = await new DurableTestRunner().run(handler)
    expect(failed.timeline().endsWith(" last")).toBe(true)
  })

  test("A short error is not cut", async () => {
    const text = "x".repeat(250)
    const fails = withDurableExecution(async () => {
      throw new Error(text)
    })
    expect((await new DurableTestRunner().run(fails)).timeline()).toContain(text)
  })
})
