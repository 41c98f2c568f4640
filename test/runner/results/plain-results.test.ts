import { inspect } from "node:util"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { beforeAll, describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"

let execution: Execution
let failed: Execution

beforeAll(async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.step("charge", async () => ({ paid: true }))
    await context.runInChildContext("ship", async (child) => child.step("pack", async () => 1))
    return { total: 7 }
  })
  execution = await new DurableTestRunner(exactTimes).run(handler)
  failed = await new DurableTestRunner(exactTimes).run(
    withDurableExecution(async () => {
      throw new RangeError("no funds")
    }),
  )
})

/** What the difference of an assertion that does not hold is made of. */
function actualOf(assertion: () => void): unknown {
  try {
    assertion()
  } catch (error) {
    return (error as { actual?: unknown }).actual
  }
  throw new Error("The assertion holds.")
}

function parsed(value: unknown): unknown {
  const text = JSON.stringify(value)
  return JSON.parse(text)
}

describe("results are plain to look at (G3)", () => {
  test("status, result, error and operations are enumerable properties of an execution's own", () => {
    const names = [
      "status",
      "result",
      "error",
      "operations",
      "invocations",
      "history",
      "durationMs",
    ]
    expect(Object.keys(execution)).toEqual(expect.arrayContaining(names))
    expect(Object.keys(execution.operation("charge"))).toEqual(
      expect.arrayContaining(["name", "status", "result", "error", "attempts"]),
    )
    expect(Object.keys(execution.invocations[0] ?? {})).toEqual(
      expect.arrayContaining(["status", "error", "thrown", "events"]),
    )
  })

  test("toMatchObject compares them and shows their values where they differ", () => {
    expect(execution).toMatchObject({
      status: "SUCCEEDED",
      result: { total: 7 },
      operations: [{ name: "charge", result: { paid: true } }, { name: "ship" }, { name: "pack" }],
    })
    const wrongStatus = actualOf(() =>
      expect(failed).toMatchObject({ status: "SUCCEEDED", error: { ErrorType: "Error" } }),
    )
    expect(wrongStatus).toEqual({ status: "FAILED", error: { ErrorType: "RangeError" } })
    const wrongResult = actualOf(() => expect(execution).toMatchObject({ result: { total: 8 } }))
    expect(wrongResult).toEqual({ result: { total: 7 } })
    const wrongOperation = actualOf(() =>
      expect(execution).toMatchObject({ operations: [{ result: { paid: false } }, {}, {}] }),
    )
    expect(wrongOperation).toMatchObject({ operations: [{ result: { paid: true } }, {}, {}] })
  })

  test("An execution equals itself, and another run of the same seed", async () => {
    expect(execution).toEqual(execution)
    const handler = withDurableExecution(async () => 1)
    const [one, two] = await Promise.all([1, 2].map(() => new DurableTestRunner().run(handler)))
    expect(one).toEqual(two)
    expect(failed).not.toEqual(execution)
  })

  test("JSON.stringify takes operations, whose parents would lead back to them", () => {
    expect(parsed(execution.operations[2])).toEqual({
      name: "pack",
      type: "STEP",
      subType: "Step",
      status: "SUCCEEDED",
      result: 1,
    })
    expect(parsed(failed.invocations[0])).toMatchObject({
      number: 1,
      status: "FAILED",
    })
  })
})

describe("inspect prints the timeline (G3)", () => {
  test("of an execution, also inside of something else", () => {
    expect(inspect(execution)).toBe(execution.timeline())
    expect(inspect({ failed })).toContain("RangeError: no funds")
  })

  test("at most a screenful of it", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      for (let number = 0; number < 200; number++) {
        await context.step(`step ${number}`, async () => "long ".repeat(100))
      }
    })
    const lines = inspect(await new DurableTestRunner().run(handler)).split("\n")
    expect(lines.length).toBeLessThanOrEqual(31)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120)
  })

  test("in colours where the terminal has them", () => {
    expect(inspect(failed, { colors: true })).toContain("\u001B[31m")
    expect(inspect(failed)).not.toContain("\u001B")
  })

  test("Operations and invocations print what they are, without the world", () => {
    expect(inspect(execution.operation("charge"))).toMatchInlineSnapshot(`
      "OperationResult {
        name: 'charge',
        type: 'STEP',
        subType: 'Step',
        status: 'SUCCEEDED',
        result: { paid: true }
      }"
    `)
    expect(inspect(failed.invocations[0])).toMatchInlineSnapshot(`
      "InvocationResult {
        number: 1,
        status: 'FAILED',
        error: {
          ErrorData: undefined,
          ErrorMessage: 'no funds',
          ErrorType: 'RangeError',
          StackTrace: undefined
        }
      }"
    `)
  })
})

describe("a snapshot of an execution is its timeline (G8)", () => {
  test("with status and result", () => {
    expect(execution).toMatchInlineSnapshot(`
      {
        "result": {
          "total": 7,
        },
        "status": "SUCCEEDED",
        "timeline": [
          "durable-function: SUCCEEDED after 0s, 1 invocation",
          "  +0s  invocation 1",
          "  +0s    step charge             succeeded {"paid":true}",
          "  +0s    runInChildContext ship  started",
          "  +0s      step pack             succeeded 1",
          "  +0s    runInChildContext ship  succeeded 1",
          "  +0s  execution succeeded       {"total":7}",
        ],
      }
    `)
  })

  test("with the error of one that has failed", () => {
    expect(failed).toMatchInlineSnapshot(`
      {
        "error": {
          "ErrorMessage": "no funds",
          "ErrorType": "RangeError",
        },
        "status": "FAILED",
        "timeline": [
          "durable-function: FAILED after 0s, 1 invocation",
          "  +0s  invocation 1",
          "  +0s  execution failed  RangeError: no funds",
        ],
      }
    `)
  })

  test("inside of an object, and of a list", () => {
    expect({ runs: [failed] }).toMatchInlineSnapshot(`
      {
        "runs": [
          {
            "error": {
              "ErrorMessage": "no funds",
              "ErrorType": "RangeError",
            },
            "status": "FAILED",
            "timeline": [
              "durable-function: FAILED after 0s, 1 invocation",
              "  +0s  invocation 1",
              "  +0s  execution failed  RangeError: no funds",
            ],
          },
        ],
      }
    `)
  })

  test("It has no ids that depend on the seed", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.waitForCallback("approve", async () => {}),
    )
    const texts = await Promise.all(
      [1, 2].map(async (seed) => {
        const runner = new DurableTestRunner({ ...exactTimes, seed })
        runner.completeCallback("approve")
        return JSON.stringify(await runner.run(handler))
      }),
    )
    expect(texts[0]).toBe(texts[1])
  })
})
