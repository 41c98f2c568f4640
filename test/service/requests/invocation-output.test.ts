import type { ErrorObject } from "@aws-sdk/client-lambda"
import { describe, expect, test } from "vitest"
import { callback, context, Driver, invoke, step, wait } from "../driver.ts"

const nothingPending: ErrorObject = {
  ErrorType: "InvalidParameterValueException",
  ErrorMessage: "Cannot return PENDING status with no pending operations.",
}

describe("invocation output (2.3)", () => {
  test("SUCCEEDED closes the execution with the result as it is", () => {
    const driver = Driver.begun()
    driver.now = 5
    driver.succeed('"done"')
    expect(driver.service.describeExecution(driver.arn)).toMatchObject({
      status: "SUCCEEDED",
      result: '"done"',
      endTimestamp: 5,
    })
    expect(driver.trace).toEqual(["ExecutionStarted", "InvocationCompleted", "ExecutionSucceeded"])
  })

  test("a result may be absent", () => {
    const driver = Driver.begun()
    driver.succeed()
    expect(driver.service.describeExecution(driver.arn)).not.toHaveProperty("result")
    const result = driver.events.at(-1)?.ExecutionSucceededDetails?.Result
    expect(result).toStrictEqual({ Truncated: false })
  })

  test("FAILED closes the execution; there is no retry", () => {
    const driver = Driver.begun()
    driver.end({ Status: "FAILED", Error: { ErrorType: "Oops", ErrorMessage: "no" } })
    expect(driver.status).toBe("FAILED")
    expect(driver.error).toEqual({ ErrorType: "Oops", ErrorMessage: "no" })
    expect(driver.service.pendingInvocations()).toEqual([])
    expect(driver.service.nextDue()).toBeUndefined()
  })

  test("FAILED without an error is legal", () => {
    const driver = Driver.begun()
    driver.end({ Status: "FAILED" })
    expect(driver.status).toBe("FAILED")
    expect(driver.error).toBeUndefined()
    expect(driver.events.at(-1)?.ExecutionFailedDetails).toStrictEqual({
      Error: { Truncated: false },
    })
  })

  test.each([
    [{ Status: "SUCCEEDED", Error: {} }, "Cannot provide an Error for SUCCEEDED status."],
    [{ Status: "FAILED", Result: "1" }, "Cannot provide a Result for FAILED status."],
    [{ Status: "DONE" }, "Invalid Status in invocation output."],
    [{}, "Invalid Status in invocation output."],
    [undefined, "Invalid Status in invocation output."],
    [null, "Invalid Status in invocation output."],
    ["SUCCEEDED", "Invalid Status in invocation output."],
    [42, "Invalid Status in invocation output."],
    [[], "Invalid Status in invocation output."],
    [{ Status: "SUCCEEDED", Result: 1 }, "Invalid Status in invocation output."],
    [{ Status: "FAILED", Error: "no" }, "Invalid Status in invocation output."],
    [
      { Status: "SUCCEEDED", Result: "x".repeat(6_291_457) },
      "Execution output payload size must be less than or equal to 6291456 bytes.",
    ],
    [{ Status: "PENDING" }, "Cannot return PENDING status with no pending operations."],
  ])("output %# fails the execution: it breaks the protocol", (output, ErrorMessage) => {
    const driver = Driver.begun()
    driver.end(output)
    const error = { ErrorType: "InvalidParameterValueException", ErrorMessage }
    expect(driver.status).toBe("FAILED")
    expect(driver.error).toEqual(error)
    expect(driver.trace).toEqual(["ExecutionStarted", "InvocationCompleted", "ExecutionFailed"])
    const [, completed, failed] = driver.events
    expect(completed?.InvocationCompletedDetails?.Error).toEqual({
      Payload: error,
      Truncated: false,
    })
    expect(failed?.ExecutionFailedDetails?.Error).toEqual({ Payload: error, Truncated: false })
  })

  test("null members are absent members", () => {
    const driver = Driver.begun()
    driver.end({ Status: "SUCCEEDED", Result: null, Error: null })
    expect(driver.status).toBe("SUCCEEDED")
  })

  test("an output whose members throw fails the execution, not the service", () => {
    const driver = Driver.begun()
    driver.end({
      get Status(): string {
        throw new TypeError("mine")
      },
    })
    expect(driver.error?.ErrorMessage).toBe("Invalid Status in invocation output.")
  })

  test("an asynchronous execution may return 1 MiB", () => {
    for (const [size, status] of [
      [1_048_576, "SUCCEEDED"],
      [1_048_577, "FAILED"],
    ] as const) {
      const driver = Driver.begun({ start: { invocationType: "Event" } })
      driver.succeed("x".repeat(size))
      expect(driver.status).toBe(status)
    }
  })
})

describe("PENDING (2.3)", () => {
  test.each([
    ["a step that retries", [step.retry("a", 1)]],
    ["a wait", [wait.start("a", 1)]],
    ["a callback", [callback("a")]],
    ["a chained invoke", [invoke("a", "target")]],
  ])("%s keeps the execution running", (_, updates) => {
    const driver = Driver.begun()
    driver.service.registerFunction({ functionName: "target" })
    driver.checkpoint(...updates)
    driver.pending()
    expect(driver.status).toBe("RUNNING")
    expect(driver.isReady).toBe(false)
  })

  test.each([
    ["a started step", [step.start("a")]],
    ["a finished step", [step.succeed("a")]],
    ["a started context", [context.start("a")]],
    ["a cancelled wait", [wait.start("a", 1)], [wait.cancel("a")]],
    ["a chained invoke that failed at once", [invoke("a", "missing")]],
  ])("%s does not count as pending", (_, updates, more = []) => {
    const driver = Driver.begun()
    driver.checkpoint(...updates)
    driver.checkpoint(...more)
    driver.pending()
    expect(driver.error).toEqual(nothingPending)
  })

  test("A READY step that was reported does not count as pending", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.retry("a", 1))
    driver.advance(1)
    expect(driver.delta()).toEqual(["a READY"])
    driver.pending()
    expect(driver.error).toEqual(nothingPending)
  })

  test("PENDING with changes that the handler has not seen invokes again at once", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.retry("a", 1))
    driver.advance(1)
    driver.pending()
    expect(driver.isReady).toBe(true)
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a"])
  })

  test("PENDING with only reported changes does not invoke again", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 1), wait.start("b", 9))
    driver.advance(1)
    expect(driver.delta()).toEqual(["a SUCCEEDED"])
    driver.pending()
    expect(driver.isReady).toBe(false)
  })

  test("PENDING after any trigger invokes again, if the option says so", () => {
    const driver = Driver.begun({ pendingReinvocation: "any-trigger" })
    driver.checkpoint(wait.start("a", 1), wait.start("b", 9))
    driver.advance(1)
    driver.checkpoint()
    driver.pending()
    expect(driver.isReady).toBe(true)
    expect(driver.begin().input.UpdatedOperationIds).toEqual([])
  })
})

describe("an invocation that nobody waits for", () => {
  test("an end with another request id changes nothing", () => {
    const driver = Driver.begun()
    const output = { kind: "returned", output: { Status: "SUCCEEDED" } } as const
    driver.service.endInvocation(driver.arn, "another", output, 0)
    expect(driver.status).toBe("RUNNING")
    expect(driver.trace).toEqual(["ExecutionStarted"])
  })

  test("a second end of the same invocation changes nothing", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 1))
    driver.pending()
    driver.succeed()
    expect(driver.status).toBe("RUNNING")
    expect(driver.trace).toEqual(["ExecutionStarted", "WaitStarted(a)", "InvocationCompleted"])
  })

  test("an invocation that was not asked for cannot begin", () => {
    const driver = Driver.begun()
    expect(() => driver.begin()).toThrow(
      /^Failed to begin an invocation of .*: it waits for none\./,
    )
  })
})
