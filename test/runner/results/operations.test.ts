import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { OperationNotFoundError } from "durable-test-runner/errors"
import { beforeAll, describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { expectError } from "../expect-error.ts"

const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  await context.step("load", async () => ({ items: 2 }))
  await context.runInChildContext("prepare", async (child) => {
    await child.step("load", async () => "inner")
    await child.wait("settle", { minutes: 1 })
  })
  await context.step(
    "reserve",
    async ({ attempt }) => {
      if (attempt < 3) throw new RangeError(`failure ${attempt}`)
      return "reserved"
    },
    { retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 5 } }) },
  )
  await context.step(async () => "unnamed")
  return context.waitForCallback("approve", async () => {}, { timeout: { hours: 1 } })
})

let execution: Execution

beforeAll(async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes", { after: { seconds: 30 } })
  execution = await runner.run(handler, { orderId: "o-1" })
})

describe("an operation is found", () => {
  test("by its name, the first if there are several", () => {
    expect(execution.operation("load").result).toEqual({ items: 2 })
    expect(execution.operation("settle").type).toBe("WAIT")
  })

  test("by its name and its place among its namesakes", () => {
    expect(execution.operation({ name: "load" }).result).toEqual({ items: 2 })
    expect(execution.operation({ name: "load", index: 0 }).result).toEqual({ items: 2 })
    expect(execution.operation({ name: "load", index: 1 }).result).toBe("inner")
  })

  test("by its id", () => {
    const { id } = execution.operation("reserve")
    expect(execution.operation({ id }).name).toBe("reserve")
  })

  test("by its path through contexts", () => {
    expect(execution.operation("prepare/load").result).toBe("inner")
    expect(execution.operation({ name: "prepare/load" }).result).toBe("inner")
  })

  test("An unknown operation is an error that lists the names and the likely one", () => {
    const selectors = [
      "reserved",
      { name: "load", index: 2 },
      { name: "settle", index: 1 },
      { id: "load" },
    ]
    const messages = selectors.map((selector) => {
      const error = expectError(() => execution.operation(selector), OperationNotFoundError)
      expect(error.code).toBe("OPERATION_NOT_FOUND")
      return error.message
    })
    expect(messages).toMatchInlineSnapshot(`
      [
        "The execution has no operation "reserved". Did you mean "reserve"? It has "load", "prepare", "settle", "reserve" and "approve".",
        "The execution has no operation "load" with index 2. 2 operations have that name; the index of the first is 0.",
        "The execution has no operation "settle" with index 1. One operation has that name; the index of the first is 0.",
        "The execution has no operation with id "load". It has "load", "prepare", "settle", "reserve" and "approve".",
      ]
    `)
  })

  test("An unknown path is an error that lists paths and the likely one", () => {
    const { message } = expectError(
      () => execution.operation("prepare/lod"),
      OperationNotFoundError,
    )
    expect(message).toMatchInlineSnapshot(
      `"The execution has no operation "prepare/lod". Did you mean "prepare/load"? It has "load", "prepare", "prepare/load", "prepare/settle", "reserve", "step", "approve", "approve/callback approve" and "approve/submitter approve"."`,
    )
  })

  test("An unknown operation of a map over many items lists the first names only", async () => {
    const items = Array.from({ length: 200 }, (_, index) => `meter-${index}`)
    const many = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.map("bill", items, async (child, item) => child.step("read", async () => item), {
        itemNamer: (item) => item,
      }),
    )
    const billed = await new DurableTestRunner().run(many)
    expect(billed.operation("bill/meter-7/read").result).toBe("meter-7")
    for (const selector of ["meter-200", "bill/meter-7/raed", { id: "none" }]) {
      const { message } = expectError(() => billed.operation(selector), OperationNotFoundError)
      expect(message.length).toBeLessThan(600)
      expect(message).toMatch(/ and \d+ more\.$/u)
    }
  })

  test("A name with a slash comes before a path", async () => {
    const slashed = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.runInChildContext("a", async (child) => child.step("b", async () => "path"))
      return context.step("a/b", async () => "name")
    })
    const both = await new DurableTestRunner().run(slashed)
    expect(both.operation("a/b").result).toBe("name")
    expect(both.operation({ name: "a/b", index: 0 }).result).toBe("name")
  })

  test("An unknown operation of an execution without names is an error that says so", async () => {
    const empty = await new DurableTestRunner().run(withDurableExecution(async () => 1))
    const { message } = expectError(() => empty.operation("load"), OperationNotFoundError)
    expect(message).toMatchInlineSnapshot(
      `"The execution has no operation "load". It has no named operations."`,
    )
  })
})

describe("the operations", () => {
  test("are listed in the order in which they started, without the execution", () => {
    expect(execution.operations.map(({ name, type }) => `${type} ${name}`)).toEqual([
      "STEP load",
      "CONTEXT prepare",
      "STEP load",
      "WAIT settle",
      "STEP reserve",
      "STEP undefined",
      "CONTEXT approve",
      "CALLBACK undefined",
      "STEP undefined",
    ])
  })

  test("form a tree", () => {
    const draw = (operations: Execution["operationTree"]): unknown[] =>
      operations.map(({ name = "?", children }) =>
        children.length === 0 ? name : [name, draw(children)],
      )
    expect(draw(execution.operationTree)).toEqual([
      "load",
      ["prepare", ["load", "settle"]],
      "reserve",
      "?",
      ["approve", ["?", "?"]],
    ])
    for (const { parent, children } of execution.operations) {
      if (parent !== undefined) expect(execution.operation({ id: parent.id })).toBe(parent)
      for (const child of children) expect(execution.operations).toContain(child)
    }
  })

  test("know their kind, status, times and result", () => {
    const wait = execution.operation("settle")
    expect(wait).toMatchObject({ type: "WAIT", subType: "Wait", status: "SUCCEEDED" })
    expect(wait.endTimestamp!.getTime() - wait.startTimestamp.getTime()).toBe(60_000)
    const context = execution.operation("approve")
    expect(context).toMatchObject({ type: "CONTEXT", subType: "WaitForCallback" })
    expect(context.payload).toBe('"yes"')
    expect(context.result).toBe("yes")
    expect(execution.operation("prepare").result).toBeUndefined()
  })

  test("show the operation as the service's API shows it", () => {
    const { raw, id, startTimestamp, endTimestamp } = execution.operation("load")
    expect(raw).toEqual({
      Id: id,
      Name: "load",
      Type: "STEP",
      SubType: "Step",
      Status: "SUCCEEDED",
      StartTimestamp: startTimestamp,
      EndTimestamp: endTimestamp,
      StepDetails: { Attempt: 1, Result: '{"items":2}' },
    })
  })

  test("have their own events of the history", () => {
    for (const operation of execution.operations) {
      const own = execution.history.filter(({ Id }) => Id === operation.id)
      expect(operation.events).toEqual(own)
    }
    expect(execution.operation("settle").events.map(({ EventType }) => EventType)).toEqual([
      "WaitStarted",
      "WaitSucceeded",
    ])
  })

  test("have a callback id, for a callback and for the waitForCallback around it", () => {
    const context = execution.operation("approve")
    const [callback, submitter] = context.children
    expect(callback?.type).toBe("CALLBACK")
    expect(callback?.callbackId).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
    expect(context.callbackId).toBe(callback?.callbackId)
    expect(submitter?.callbackId).toBeUndefined()
    expect(execution.operation("load").callbackId).toBeUndefined()
  })
})

test("the attempts of a step are listed with their times, errors and delays", () => {
  const reserve = execution.operation("reserve")
  const start = reserve.startTimestamp.getTime()
  const at = (offset: number): Date => new Date(start + offset)
  expect(reserve.attempts).toEqual([
    {
      attempt: 1,
      status: "FAILED",
      startTimestamp: at(0),
      endTimestamp: at(0),
      error: { ErrorType: "RangeError", ErrorMessage: "failure 1" },
      thrown: new RangeError("failure 1"),
      nextAttemptDelaySeconds: 5,
    },
    {
      attempt: 2,
      status: "FAILED",
      startTimestamp: at(5_000),
      endTimestamp: at(5_000),
      error: { ErrorType: "RangeError", ErrorMessage: "failure 2" },
      thrown: new RangeError("failure 2"),
      nextAttemptDelaySeconds: 5,
    },
    {
      attempt: 3,
      status: "SUCCEEDED",
      startTimestamp: at(10_000),
      endTimestamp: at(10_000),
      error: undefined,
      thrown: undefined,
      nextAttemptDelaySeconds: undefined,
    },
  ])
  expect(execution.operation("settle").attempts).toEqual([])
})
