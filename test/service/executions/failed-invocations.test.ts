import { describe, expect, test } from "vitest"
import { callback, Driver, rejection, statuses, step, wait } from "../driver.ts"

const exit = { ErrorType: "Runtime.ExitError", ErrorMessage: "Runtime exited" }

/** Fails every invocation; the delays in seconds before each retry. */
function retryDelays(driver: Driver, error: { ErrorType: string }, count: number): number[] {
  const delays: number[] = []
  while (delays.length < count && driver.status === "RUNNING") {
    if (!driver.isReady) driver.advance(0)
    driver.begin()
    driver.crash(error)
    const { retryAt } = driver.service.describeExecution(driver.arn)
    delays.push(retryAt === undefined ? 0 : (retryAt - driver.now) / 1_000)
    if (retryAt !== undefined) driver.advance((retryAt - driver.now) / 1_000)
  }
  return delays
}

describe("failed invocations (2.4)", () => {
  test("the error is recorded with the invocation, and no operation changes", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.start("a"), step.succeed("b", "1"))
    driver.now = 7
    driver.crash(exit)
    expect(driver.events.at(-1)).toMatchObject({
      EventType: "InvocationCompleted",
      InvocationCompletedDetails: {
        StartTimestamp: new Date(0),
        EndTimestamp: new Date(7),
        RequestId: driver.invocation?.requestId,
        Error: { Payload: exit, Truncated: false },
      },
    })
    expect(driver.status).toBe("RUNNING")
    const { input } = driver.begin()
    expect(statuses(input.InitialExecutionState.Operations)).toEqual([
      "EXECUTION STARTED",
      "a STARTED",
      "b SUCCEEDED",
    ])
    expect(driver.operation("a").StepDetails?.Attempt).toBe(0)
  })

  test("the token of the failed invocation is worth nothing, its retry has a new one", () => {
    const driver = Driver.begun()
    const { token = "" } = driver
    driver.crash(exit)
    const late = (): unknown => driver.checkpointWith({ CheckpointToken: token })
    expect(rejection(late)).toBe("InvalidParameterValueException: Invalid checkpoint token")
    driver.begin()
    expect(driver.token).not.toBe(token)
    expect(rejection(late)).toBe("InvalidParameterValueException: Invalid checkpoint token")
  })

  test.each(["Runtime.ExitError", "Sandbox.Failure", "Extension.Crash"])(
    "%s is retried at once three times, then with back-off",
    (ErrorType) => {
      expect(retryDelays(new Driver(), { ErrorType }, 6)).toEqual([0, 0, 0, 1, 2, 4])
    },
  )

  test.each(["Error", "Sandbox.Timedout", "RuntimeError"])(
    "%s backs off from the start, up to five minutes",
    (ErrorType) => {
      const delays = retryDelays(new Driver(), { ErrorType }, 11)
      expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    },
  )

  test("until the execution times out", () => {
    const driver = new Driver({ start: { executionTimeoutSeconds: 10 } })
    retryDelays(driver, { ErrorType: "Error" }, 100)
    expect(driver.status).toBe("TIMED_OUT")
    expect(driver.now).toBeGreaterThanOrEqual(10_000)
  })

  test("the schedule is an option", () => {
    const invocationRetry = {
      immediateRetries: 1,
      initialDelaySeconds: 2,
      multiplier: 3,
      maxDelaySeconds: 10,
    }
    const delays = retryDelays(new Driver({ invocationRetry }), exit, 5)
    expect(delays).toEqual([0, 2, 6, 10, 10])
  })

  test("without a delay every retry comes at once, also after a thousand failures", () => {
    const invocationRetry = { initialDelaySeconds: 0 }
    const delays = retryDelays(new Driver({ invocationRetry }), { ErrorType: "Error" }, 1_100)
    expect(delays).toHaveLength(1_100)
    expect(new Set(delays)).toEqual(new Set([0]))
  })

  test("maxAttempts fails the execution with the last error", () => {
    const driver = Driver.begun({ invocationRetry: { maxAttempts: 2 } })
    driver.crash({ ErrorType: "First" })
    driver.advance(1)
    driver.begin()
    driver.crash({ ErrorType: "Second", ErrorMessage: "last" })
    expect(driver.status).toBe("FAILED")
    expect(driver.error).toEqual({ ErrorType: "Second", ErrorMessage: "last" })
    expect(driver.trace.slice(-2)).toEqual(["InvocationCompleted", "ExecutionFailed"])
  })

  test("a successful invocation forgets the failures before it", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 100))
    driver.crash()
    driver.advance(1)
    driver.begin()
    driver.crash()
    expect(driver.service.describeExecution(driver.arn)).toMatchObject({
      consecutiveFailures: 2,
      retryAt: driver.now + 2_000,
    })
    driver.advance(2)
    driver.begin()
    driver.pending()
    expect(driver.service.describeExecution(driver.arn).consecutiveFailures).toBe(0)
    driver.advance(97)
    driver.begin()
    driver.crash()
    expect(driver.service.describeExecution(driver.arn).retryAt).toBe(driver.now + 1_000)
  })

  test("triggers during the failed run are absorbed by the retry", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 1), callback("b"))
    driver.advance(1)
    driver.crash()
    expect(driver.isReady).toBe(false)
    driver.advance(1)
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a"])
    driver.pending()
    expect(driver.isReady).toBe(false)
  })

  test("a trigger during the back-off invokes at once and cancels it", () => {
    const driver = Driver.begun()
    driver.checkpoint(callback("a"))
    driver.crash()
    driver.service.sendDurableExecutionCallbackSuccess({ CallbackId: driver.callbackId("a") }, 0)
    expect(driver.isReady).toBe(true)
    driver.begin()
    driver.succeed()
    expect(driver.service.nextDue()).toBeUndefined()
    expect(driver.trace.filter((event) => event === "InvocationCompleted")).toHaveLength(2)
  })

  test("an error of any shape is taken for what it is worth", () => {
    const driver = Driver.begun()
    driver.crash({ ErrorMessage: 5, StackTrace: ["a", 6], Extra: {} } as never)
    expect(driver.events.at(-1)?.InvocationCompletedDetails?.Error).toStrictEqual({
      Payload: { StackTrace: ["a"] },
      Truncated: false,
    })
  })

  test("a deleted function fails the execution when it would be invoked", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 1))
    driver.pending()
    expect(driver.service.unregisterFunction("flow", 0)).toBe(true)
    expect(driver.status).toBe("RUNNING")
    driver.advance(1)
    expect(driver.status).toBe("FAILED")
    expect(driver.error).toEqual({ ErrorMessage: "Function not found" })
    expect(driver.trace.slice(-2)).toEqual(["WaitSucceeded(a)", "ExecutionFailed"])
  })

  test("The service invokes at once an execution that already waits for its invocation", () => {
    const driver = new Driver()
    driver.service.unregisterFunction("flow", 0)
    expect(driver.error).toEqual({ ErrorMessage: "Function not found" })
    expect(driver.service.pendingInvocations()).toEqual([])
    expect(driver.service.unregisterFunction("flow", 0)).toBe(false)
  })
})
