import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { readFile } from "node:fs"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"

type Callback = (error?: unknown, result?: unknown) => void

interface PlainContext {
  callbackWaitsForEmptyEventLoop: boolean
}

type Plain = (event: { n: number }, context: PlainContext, callback: Callback) => unknown

const node22 = { AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" }
const node24 = { AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" }

const caller = withDurableExecution((_event: unknown, context: DurableContext) =>
  context.invoke("plain", { n: 1 }),
)

async function invoked(plain: Plain, environment: Record<string, string> = node22) {
  const runner = new DurableTestRunner({ ...exactTimes, environment })
  runner.registerFunction("plain", plain, { durable: false })
  const execution = await runner.run(caller)
  const [operation] = execution.operations
  return { result: operation?.result, error: operation?.error, durationMs: execution.durationMs }
}

describe("a plain function may answer by its callback, up to Node.js 22 (E21)", () => {
  test.each<[string, Plain, unknown]>([
    ["at once", ({ n }, _context, callback) => callback(null, n + 1), 2],
    ["from a timer", ({ n }, _context, callback) => void setTimeout(callback, 60_000, null, n), 1],
    ["with undefined for no error", (_event, _context, callback) => callback(undefined, "x"), "x"],
    ["from an immediate", (_event, _context, callback) => void setImmediate(callback, null, 3), 3],
    [
      "after real I/O",
      (_event, _context, callback) =>
        readFile(new URL(import.meta.url), (error, data) => callback(error, data.length > 0)),
      true,
    ],
    ["never, which is null", (_event, _context, _callback) => undefined, null],
    [
      "never, but it returns a promise",
      async (_event, _context, _callback) => "promised",
      "promised",
    ],
    [
      "before its promise settles",
      (_event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = false
        callback(null, "called")
        return new Promise(() => {})
      },
      "called",
    ],
    [
      "twice, of which the first counts",
      (_event, _context, callback) => {
        callback(null, "first")
        callback(new Error("second"))
      },
      "first",
    ],
    ["by rest parameters", (...[, , callback]) => callback(null, "rest"), "rest"],
  ])("%s", async (_when, plain, expected) => {
    const { result, error } = await invoked(plain)
    expect({ result, error }).toEqual({ result: expected, error: undefined })
  })

  test.each<[string, unknown, object]>([
    ["an error", new RangeError("no card"), { ErrorType: "RangeError", ErrorMessage: "no card" }],
    ["a text", "no card", { ErrorType: "string", ErrorMessage: "no card" }],
    [
      "an error from a timer",
      new TypeError("late"),
      { ErrorType: "TypeError", ErrorMessage: "late" },
    ],
  ])("with %s", async (what, thrown, expected) => {
    const { error } = await invoked((_event, _context, callback) => {
      if (what.endsWith("timer")) setTimeout(callback, 1_000, thrown)
      else callback(thrown)
    })
    expect(error).toMatchObject(expected)
  })

  test.each([
    [true, 5_000],
    [false, 0],
  ])(
    "and waits for its other timers if callbackWaitsForEmptyEventLoop is %s",
    async (waits, delayMs) => {
      const slow = await invoked((_event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = waits
        setTimeout(() => {}, 5_000)
        callback(null, 1)
      })
      const quick = await invoked((_event, _context, callback) => callback(null, 1))
      expect(slow.result).toBe(1)
      expect(slow.durationMs - quick.durationMs).toBe(delayMs)
    },
  )
})

describe("the runtime for Node.js 24 has no callbacks", () => {
  test("and refuses a function with three parameters", async () => {
    const { error } = await invoked((_event, _context, callback) => callback(null, 1), node24)
    expect(error?.ErrorType).toBe("Runtime.CallbackHandlerDeprecated")
    expect(error?.ErrorMessage).toContain(
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.",
    )
  })

  test("also one that is async", async () => {
    const { error } = await invoked(async (_event, _context, _callback) => 1, node24)
    expect(error?.ErrorType).toBe("Runtime.CallbackHandlerDeprecated")
  })

  test("and takes one with two", async () => {
    const plain = (async ({ n }: { n: number }, _context: unknown) => n) as Plain
    expect((await invoked(plain, node24)).result).toBe(1)
  })

  test("and is the one of this process unless the environment says otherwise", async () => {
    const { error } = await invoked((_event, _context, callback) => callback(null, 1), {})
    const isNew = Number(process.versions.node.split(".")[0]) >= 24
    expect(error?.ErrorType).toBe(isNew ? "Runtime.CallbackHandlerDeprecated" : undefined)
  })
})
