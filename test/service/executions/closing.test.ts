import { describe, expect, test } from "vitest"
import { callback, Driver, execution, invalid, rejection, statuses, step, wait } from "../driver.ts"

const stale = "Invalid checkpoint token"
const closedCallback =
  "CallbackTimeoutException: The callback is either timed out or already completed"

function stop(driver: Driver, Error?: object): Date | undefined {
  const request = { DurableExecutionArn: driver.arn, Error }
  return driver.service.stopDurableExecution(request, driver.now).StopTimestamp
}

describe("execution time-out (2.5)", () => {
  test("TIMED_OUT, with the error on the execution and an empty event", () => {
    const driver = Driver.begun({ start: { executionTimeoutSeconds: 60 } })
    driver.checkpoint(wait.start("a", 100))
    driver.pending()
    expect(driver.service.nextDue()).toBe(60_000)
    driver.advance(60)
    expect(driver.status).toBe("TIMED_OUT")
    expect(driver.error).toEqual({ ErrorMessage: "Execution timed out after 60 seconds." })
    expect(driver.events.at(-1)).toMatchObject({
      EventType: "ExecutionTimedOut",
      EventTimestamp: new Date(60_000),
    })
    expect(driver.events.at(-1)?.ExecutionTimedOutDetails).toStrictEqual({})
    expect(driver.operation("a").Status).toBe("STARTED")
    expect(driver.service.nextDue()).toBeUndefined()
  })

  test("comes before timers of the same instant", () => {
    const driver = Driver.begun({ start: { executionTimeoutSeconds: 60 } })
    driver.checkpoint(wait.start("a", 60))
    driver.pending()
    driver.advance(60)
    expect(driver.trace.at(-1)).toBe("ExecutionTimedOut")
    expect(driver.operation("a").Status).toBe("STARTED")
  })

  test("counts from the instant it is due, whether or not the timer was fired", () => {
    const driver = Driver.begun({ start: { executionTimeoutSeconds: 60 } })
    driver.now = 60_000
    expect(invalid(() => driver.checkpoint())).toBe(stale)
    expect(driver.status).toBe("TIMED_OUT")
    const late = Driver.begun({ start: { executionTimeoutSeconds: 60 } })
    late.now = 60_000
    late.succeed("1")
    expect(late.status).toBe("TIMED_OUT")
    expect(late.trace).toEqual(["ExecutionStarted", "ExecutionTimedOut", "InvocationCompleted"])
  })

  test("earlier timers of an overdue execution fire before it closes", () => {
    const driver = Driver.begun({ start: { executionTimeoutSeconds: 60 } })
    driver.checkpoint(wait.start("a", 30), wait.start("b", 90))
    driver.pending()
    driver.now = 70_000
    const request = { DurableExecutionArn: driver.arn }
    expect(driver.service.getDurableExecution(request, driver.now).Status).toBe("TIMED_OUT")
    expect(driver.trace.slice(-2)).toEqual(["WaitSucceeded(a)", "ExecutionTimedOut"])
    expect(driver.isReady).toBe(false)
  })
})

describe("StopDurableExecution (9.5)", () => {
  test("STOPPED, with the error as given", () => {
    const driver = Driver.begun()
    driver.checkpoint(callback("a"), wait.start("b", 5), step.start("c"))
    driver.pending()
    driver.now = 9
    const error = { ErrorType: "Manual", ErrorMessage: "enough", ErrorData: "d", StackTrace: ["s"] }
    expect(stop(driver, error)).toEqual(new Date(9))
    expect(driver.status).toBe("STOPPED")
    expect(driver.events.at(-1)).toMatchObject({
      EventType: "ExecutionStopped",
      ExecutionStoppedDetails: { Error: { Payload: error, Truncated: false } },
    })
    expect(statuses(driver.service.operations(driver.arn))).toEqual([
      "EXECUTION STOPPED",
      "a STARTED",
      "b STARTED",
      "c STARTED",
    ])
    expect(driver.service.operations(driver.arn)[0]?.EndTimestamp).toEqual(new Date(9))
    expect(driver.service.nextDue()).toBeUndefined()
    expect(driver.service.pendingOperations(driver.arn)).toEqual([])
  })

  test("without an error it is an empty one", () => {
    const driver = Driver.begun()
    stop(driver)
    expect(driver.error).toEqual({})
    expect(driver.events.at(-1)?.ExecutionStoppedDetails).toStrictEqual({
      Error: { Payload: {}, Truncated: false },
    })
  })

  test("of an execution that waits for its invocation: there is none any more", () => {
    const driver = new Driver()
    stop(driver)
    expect(driver.service.pendingInvocations()).toEqual([])
    expect(driver.isReady).toBe(false)
  })

  test("of an execution in back-off: there is no retry any more", () => {
    const driver = Driver.begun()
    driver.crash()
    stop(driver)
    expect(driver.service.nextDue()).toBeUndefined()
    expect(driver.service.describeExecution(driver.arn)).not.toHaveProperty("retryAt")
  })

  test("of a closed execution changes nothing and tells the old end", () => {
    const driver = Driver.begun()
    driver.now = 3
    driver.succeed("1")
    const before = driver.events
    driver.now = 10
    expect(stop(driver, { ErrorType: "Late" })).toEqual(new Date(3))
    expect(driver.status).toBe("SUCCEEDED")
    expect(driver.events).toEqual(before)
  })

  test("of an unknown execution", () => {
    const driver = new Driver()
    const DurableExecutionArn = `${driver.arn}x`
    expect(rejection(() => driver.service.stopDurableExecution({ DurableExecutionArn }, 0))).toBe(
      "ResourceNotFoundException: Durable Execution does not exist",
    )
  })
})

describe("what a closed execution still takes (2.5)", () => {
  test("an invocation in flight runs on, but its checkpoints fail and its output is ignored", () => {
    const driver = Driver.begun()
    stop(driver)
    expect(driver.service.describeExecution(driver.arn).invocationInFlight).toBeDefined()
    expect(invalid(() => driver.checkpoint())).toBe(stale)
    driver.end({ Status: "FAILED", Error: { ErrorType: "Late" } })
    expect(driver.status).toBe("STOPPED")
    expect(driver.trace).toEqual(["ExecutionStarted", "ExecutionStopped", "InvocationCompleted"])
    expect(driver.events.at(-1)?.InvocationCompletedDetails).not.toHaveProperty("Error")
  })

  test("a crash of that invocation is recorded and not retried", () => {
    const driver = Driver.begun()
    stop(driver)
    driver.crash({ ErrorType: "Runtime.ExitError" })
    expect(driver.events.at(-1)?.InvocationCompletedDetails?.Error?.Payload).toEqual({
      ErrorType: "Runtime.ExitError",
    })
    expect(driver.isReady).toBe(false)
    expect(driver.service.nextDue()).toBeUndefined()
  })

  test("open callbacks are closed", () => {
    const driver = Driver.begun()
    driver.checkpoint(callback("a", { timeout: 5 }))
    driver.succeed()
    const CallbackId = driver.callbackId("a")
    const { service } = driver
    expect(rejection(() => service.sendDurableExecutionCallbackSuccess({ CallbackId }, 0))).toBe(
      closedCallback,
    )
    expect(rejection(() => service.sendDurableExecutionCallbackHeartbeat({ CallbackId }, 0))).toBe(
      closedCallback,
    )
  })
})

describe("closing by an EXECUTION checkpoint (2.5, 13 row 21)", () => {
  test("closes at the checkpoint, without a token; the event follows the invocation", () => {
    const driver = Driver.begun()
    driver.now = 1
    const response = driver.checkpoint(step.succeed("a", "1"), execution.succeed('"big"'))
    expect(response).not.toHaveProperty("CheckpointToken")
    expect(statuses(response.NewExecutionState?.Operations)).toEqual([
      "EXECUTION SUCCEEDED",
      "a SUCCEEDED",
    ])
    expect(driver.status).toBe("SUCCEEDED")
    expect(driver.trace).toEqual(["ExecutionStarted", "StepSucceeded(a)"])
    driver.now = 2
    driver.succeed("")
    expect(driver.service.describeExecution(driver.arn)).toMatchObject({
      result: '"big"',
      endTimestamp: 1,
    })
    expect(driver.trace.slice(-2)).toEqual(["InvocationCompleted", "ExecutionSucceeded"])
    expect(driver.events.at(-1)).toMatchObject({
      Id: driver.arn.split("/").at(-1),
      ExecutionSucceededDetails: { Result: { Payload: '"big"', Truncated: false } },
    })
  })

  test("a FAIL brings its error", () => {
    const driver = Driver.begun()
    driver.checkpoint(execution.fail({ ErrorType: "Big" }))
    expect(driver.status).toBe("FAILED")
    driver.crash()
    expect(driver.error).toEqual({ ErrorType: "Big" })
    expect(driver.trace.slice(-2)).toEqual(["InvocationCompleted", "ExecutionFailed"])
  })

  test("the token before it is consumed, and the update creates no operation", () => {
    const driver = Driver.begun()
    driver.checkpoint(execution.succeed())
    expect(invalid(() => driver.checkpoint())).toBe(stale)
    expect(driver.service.operations(driver.arn)).toHaveLength(1)
  })

  test("other checkpoints before the closing one still deliver a token", () => {
    const driver = Driver.begun()
    expect(driver.checkpoint(step.start("a"))).toHaveProperty("CheckpointToken")
  })
})

describe("retention (2.5, 11)", () => {
  const days = 24 * 60 * 60

  test("two days after its end the record is gone, and its name is free again", () => {
    const driver = Driver.begun({ start: { payload: "1" } })
    driver.checkpoint(callback("a"))
    driver.advance(100)
    driver.succeed("1")
    const get = (): unknown =>
      driver.service.getDurableExecution({ DurableExecutionArn: driver.arn }, driver.now)
    driver.advance(2 * days - 1)
    expect(get()).toMatchObject({ Status: "SUCCEEDED" })
    const CallbackId = driver.callbackId("a")
    const send = (): unknown =>
      driver.service.sendDurableExecutionCallbackSuccess({ CallbackId }, driver.now)
    expect(rejection(send)).toBe(closedCallback)
    driver.advance(1)
    const gone = "ResourceNotFoundException: Durable Execution does not exist"
    expect(rejection(get)).toBe(gone)
    expect(rejection(() => stop(driver))).toBe(gone)
    expect(rejection(send)).toBe("ResourceNotFoundException: The callback does not exist")
    const list = { FunctionName: "flow" }
    expect(driver.service.listDurableExecutionsByFunction(list, driver.now)).toEqual({
      DurableExecutions: [],
    })
    const request = { functionName: "flow", qualifier: "7", name: "run", payload: "other" }
    const again = driver.service.startExecution(request, driver.now)
    expect(again.created).toBe(true)
    expect(again.durableExecutionArn).not.toBe(driver.arn)
  })

  test("a running execution is never deleted", () => {
    const driver = Driver.begun({ start: { executionTimeoutSeconds: 10 * days } })
    driver.advance(9 * days)
    const request = { DurableExecutionArn: driver.arn }
    expect(driver.service.getDurableExecution(request, driver.now).Status).toBe("RUNNING")
  })

  test("the default is 14 days", () => {
    const driver = Driver.begun()
    const definition = { functionName: "g", durableConfig: { executionTimeoutSeconds: 1 } }
    driver.service.registerFunction(definition)
    const request = { functionName: "g", qualifier: "$LATEST" }
    const { durableExecutionArn } = driver.service.startExecution(request, 0)
    const got = driver.service.getDurableExecution({ DurableExecutionArn: durableExecutionArn }, 0)
    expect(got.DurableConfig?.RetentionPeriodInDays).toBe(14)
  })
})
