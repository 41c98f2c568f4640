import { describe, expect, test } from "vitest"
import { callback, context, Driver, durable, invoke, statuses, step, wait } from "../driver.ts"

function suspended(...updates: Parameters<Driver["checkpoint"]>): Driver {
  const driver = Driver.begun()
  driver.service.registerFunction({ functionName: "plain" })
  driver.checkpoint(...updates)
  driver.pending()
  expect(driver.isReady).toBe(false)
  return driver
}

describe("what invokes the function (5.1)", () => {
  test("a wait that fired", () => {
    const driver = suspended(wait.start("a", 5))
    driver.advance(4)
    expect(driver.isReady).toBe(false)
    driver.advance(1)
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a"])
  })

  test("a step that may be retried", () => {
    const driver = suspended(step.retry("a", 5))
    driver.advance(5)
    const { input } = driver.begin()
    expect(input.UpdatedOperationIds).toEqual(["a"])
    expect(statuses(input.InitialExecutionState.Operations)).toContain("a READY")
  })

  test.each([
    [
      "succeeded",
      (driver: Driver, CallbackId: string) =>
        driver.service.sendDurableExecutionCallbackSuccess({ CallbackId }, driver.now),
    ],
    [
      "failed",
      (driver: Driver, CallbackId: string) =>
        driver.service.sendDurableExecutionCallbackFailure({ CallbackId }, driver.now),
    ],
    ["timed out", (driver: Driver) => driver.advance(9)],
  ])("a callback that %s", (_, act) => {
    const driver = suspended(callback("a", { timeout: 9 }))
    act(driver, driver.callbackId("a"))
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a"])
  })

  test("a chained invoke that ended", () => {
    const driver = suspended(invoke("a", "plain"))
    const [pending] = driver.service.pendingInvocations()
    const id = pending?.kind === "plain" ? pending.invocationId : ""
    driver.service.beginPlainInvocation(id, 0)
    driver.service.endPlainInvocation(id, { kind: "returned", payload: "1" }, 0)
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a"])
  })

  test("a heartbeat does not", () => {
    const driver = suspended(callback("a", { heartbeat: 9 }))
    const CallbackId = driver.callbackId("a")
    driver.service.sendDurableExecutionCallbackHeartbeat({ CallbackId }, 0)
    expect(driver.isReady).toBe(false)
  })

  test("a callback failure without an error does not, if the option says so", () => {
    const driver = Driver.begun({ emptyCallbackFailureInvokes: false })
    driver.checkpoint(callback("a"), callback("b"))
    driver.pending()
    const send = (id: string, Error?: object): unknown =>
      driver.service.sendDurableExecutionCallbackFailure(
        { CallbackId: driver.callbackId(id), Error },
        0,
      )
    send("a")
    expect(driver.isReady).toBe(false)
    expect(driver.trace.at(-1)).toBe("CallbackFailed(a)")
    send("b", {})
    expect(driver.isReady).toBe(true)
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a", "b"])
  })

  test("each trigger invokes though others are pending, and each run is recorded", () => {
    const driver = suspended(callback("a"), wait.start("w", 5))
    driver.service.sendDurableExecutionCallbackSuccess({ CallbackId: driver.callbackId("a") }, 0)
    driver.begin()
    driver.pending()
    driver.advance(5)
    driver.begin()
    driver.succeed()
    expect(driver.trace).toEqual([
      "ExecutionStarted",
      "CallbackStarted(a)",
      "WaitStarted(w)",
      "InvocationCompleted",
      "CallbackSucceeded(a)",
      "InvocationCompleted",
      "WaitSucceeded(w)",
      "InvocationCompleted",
      "ExecutionSucceeded",
    ])
  })
})

describe("one invocation at a time (5.2)", () => {
  test("a trigger during an invocation changes the operation, and starts no second one", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 1))
    driver.advance(1)
    expect(driver.operation("a").Status).toBe("SUCCEEDED")
    expect(driver.isReady).toBe(false)
    driver.pending()
    expect(driver.isReady).toBe(true)
    driver.begin()
    driver.succeed()
    expect(driver.service.pendingInvocations()).toEqual([])
  })

  test("however many triggers came, one invocation follows", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 1), wait.start("b", 2), step.retry("c", 2))
    driver.advance(2)
    driver.pending()
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a", "b", "c"])
    driver.checkpoint(wait.start("d", 1))
    driver.pending()
    expect(driver.isReady).toBe(false)
  })

  test("timers of one instant fire together: one invocation", () => {
    const driver = suspended(wait.start("a", 3), step.retry("b", 3), callback("c", { timeout: 3 }))
    expect(driver.advance(3)).toBe(3)
    expect(driver.service.pendingInvocations()).toHaveLength(1)
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a", "b", "c"])
  })

  test("what changes between the trigger and the begin is in the input", () => {
    const driver = suspended(wait.start("a", 3), callback("b"))
    driver.advance(3)
    driver.service.sendDurableExecutionCallbackSuccess(
      { CallbackId: driver.callbackId("b") },
      3_000,
    )
    const { input } = driver.begin()
    expect(input.UpdatedOperationIds).toEqual(["a", "b"])
    driver.checkpoint(wait.start("c", 1))
    driver.pending()
    expect(driver.isReady).toBe(false)
  })

  test("updated ids are named once, to the invocation that follows", () => {
    const driver = suspended(wait.start("a", 1), wait.start("b", 2))
    driver.advance(1)
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a"])
    driver.pending()
    driver.advance(1)
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["b"])
  })

  test("A change that a checkpoint reported begins no further invocation", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 1), wait.start("b", 2))
    driver.advance(1)
    driver.checkpoint()
    driver.pending()
    driver.advance(1)
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["b"])
  })

  test("executions wait in the order they became ready", () => {
    const driver = new Driver()
    const start = (name: string): string =>
      driver.service.startExecution({ functionName: "flow", qualifier: "7", name }, 0)
        .durableExecutionArn
    const second = start("second")
    const third = start("third")
    const ready = (): unknown[] =>
      driver.service
        .pendingInvocations()
        .map((pending) => pending.kind === "durable" && pending.durableExecutionArn)
    expect(ready()).toEqual([driver.arn, second, third])
    driver.begin()
    expect(ready()).toEqual([second, third])
    driver.crash({ ErrorType: "Runtime.ExitError" })
    expect(ready()).toEqual([second, third, driver.arn])
  })
})

describe("the order of timers (5.3)", () => {
  test("by due time, then by start of the operation", () => {
    const driver = suspended(
      wait.start("late", 4),
      wait.start("b", 3),
      step.retry("a", 3),
      callback("c", { timeout: 3 }),
      wait.start("early", 2),
    )
    driver.advance(4)
    expect(driver.trace.slice(-4)).toEqual([
      "WaitSucceeded(early)",
      "WaitSucceeded(b)",
      "CallbackTimedOut(c)",
      "WaitSucceeded(late)",
    ])
  })

  test("the retry of a failed invocation comes last: what fires before it is in its input", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 1))
    driver.crash()
    expect(driver.advance(1)).toBe(1)
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a"])
  })

  test("nextDue is the earliest over all executions", () => {
    const driver = suspended(wait.start("a", 50))
    expect(driver.service.nextDue()).toBe(50_000)
    driver.service.registerFunction({ ...durable, functionName: "short" })
    driver.service.startExecution(
      { functionName: "short", qualifier: "7", executionTimeoutSeconds: 20 },
      0,
    )
    expect(driver.service.nextDue()).toBe(20_000)
    driver.advance(20)
    expect(driver.service.nextDue()).toBe(50_000)
  })

  test("a service with nothing to wait for has no due time", () => {
    const driver = Driver.begun()
    driver.succeed()
    expect(driver.service.nextDue()).toBeUndefined()
    expect(driver.service.fireDue(1e9)).toBe(0)
  })

  test("timers fired late carry the time they were fired at", () => {
    const driver = suspended(wait.start("a", 1), wait.start("b", 2))
    driver.advance(10)
    expect(driver.events.slice(-2).map(({ EventTimestamp }) => EventTimestamp)).toEqual([
      new Date(10_000),
      new Date(10_000),
    ])
  })
})

describe("time", () => {
  test("never runs backwards: histories stay in order", () => {
    const driver = Driver.begun()
    driver.now = 5_000
    driver.checkpoint(step.start("a"))
    driver.now = 1_000
    driver.checkpoint(step.start("b"))
    expect(driver.operation("b").StartTimestamp).toEqual(new Date(5_000))
  })

  test.each([Number.NaN, Infinity, "5", undefined, new Date(5)])("%s is no time", (now) => {
    const driver = Driver.begun()
    expect(() => driver.service.fireDue(now as never)).toThrow(
      /^Expected a time in milliseconds since the epoch, got /,
    )
  })
})

test("contexts do not keep an execution waiting (2.3)", () => {
  const driver = suspended(context.start("c"), wait.start("w", 1, { ParentId: "c" }))
  expect(driver.service.pendingOperations(driver.arn)).toEqual([
    { type: "WAIT", id: "w", dueAt: 1_000 },
  ])
})
