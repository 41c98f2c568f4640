import type { ErrorObject, OperationUpdate } from "@aws-sdk/client-lambda"
import { describe, expect, test } from "vitest"
import type { DurableService } from "../../../src/service/durable-service.ts"
import type { PlainInvocationOutcome } from "../../../src/service/values/invocation-outcome.ts"
import { Driver, type DriverOptions, execution, invalid, invoke, step } from "../driver.ts"

const region = "arn:aws:lambda:us-east-1:123456789012:function"

/** A parent with the functions "child" (durable), "plain" and "tenant" (plain, tenant-isolated). */
function parent(options: DriverOptions = {}): Driver {
  const driver = Driver.begun(options)
  const durableConfig = { executionTimeoutSeconds: 100, retentionPeriodInDays: 1 }
  driver.service.registerFunction({
    functionName: "child",
    version: "3",
    aliases: ["prod"],
    durableConfig,
  })
  driver.service.registerFunction({ functionName: "plain", version: "5" })
  driver.service.registerFunction({ functionName: "tenant", tenantIsolated: true })
  return driver
}

function waitingFor(update: OperationUpdate, options: DriverOptions = {}): Driver {
  const driver = parent(options)
  driver.checkpoint(update)
  driver.pending()
  return driver
}

function childArn(driver: Driver): string {
  return driver.service.childExecution(driver.arn, "a") ?? ""
}

/** Runs the durable child to this output. */
function endChild(driver: Driver, output: unknown): void {
  const arn = childArn(driver)
  const { requestId } = driver.service.beginInvocation(arn, driver.now)
  driver.service.endInvocation(arn, requestId, { kind: "returned", output }, driver.now)
}

function plainId(service: DurableService): string {
  const pending = service.pendingInvocations().find(({ kind }) => kind === "plain")
  return pending?.kind === "plain" ? pending.invocationId : "none"
}

function endPlain(driver: Driver, outcome: PlainInvocationOutcome): void {
  const id = plainId(driver.service)
  driver.service.beginPlainInvocation(id, driver.now)
  driver.service.endPlainInvocation(id, outcome, driver.now)
}

function errorOf(driver: Driver): ErrorObject | undefined {
  return driver.operation("a").ChainedInvokeDetails?.Error
}

describe("the target (7)", () => {
  test.each([
    ["name:alias", "child:prod", "3"],
    ["name:version", "child:3", "3"],
    ["name:$LATEST", "child:$LATEST", "$LATEST"],
    ["partial ARN", "123456789012:function:child:prod", "3"],
    ["full ARN", `${region}:child:prod`, "3"],
  ])("a durable function by %s", (_, name, version) => {
    const driver = waitingFor(invoke("a", name, "1"))
    expect(driver.service.describeExecution(childArn(driver))).toMatchObject({
      functionName: "child",
      version,
      status: "RUNNING",
      inputPayload: "1",
      parent: { arn: driver.arn, operationId: "a" },
      hasPendingInvocation: true,
    })
    expect(driver.events.at(-2)?.ChainedInvokeStartedDetails).toStrictEqual({
      FunctionName: name,
      Input: { Payload: "1", Truncated: false },
      ExecutedVersion: version,
      DurableExecutionArn: childArn(driver),
    })
  })

  test.each(["plain", "plain:5", "plain:$LATEST", `${region}:plain`])(
    "a plain one by %s",
    (name) => {
      const driver = waitingFor(invoke("a", name, '{"x":1}'))
      const version = name.endsWith(":5") ? "5" : "$LATEST"
      expect(driver.service.pendingInvocations()).toEqual([
        {
          kind: "plain",
          invocationId: plainId(driver.service),
          functionName: "plain",
          version,
          payload: '{"x":1}',
          invokedBy: driver.arn,
          operationId: "a",
        },
      ])
      expect(driver.events.at(-2)?.ChainedInvokeStartedDetails).toStrictEqual({
        FunctionName: name,
        Input: { Payload: '{"x":1}', Truncated: false },
        ExecutedVersion: version,
      })
      expect(driver.service.childExecution(driver.arn, "a")).toBeUndefined()
    },
  )

  test.each([
    ["child prod", "Invalid function ARN 'child prod'"],
    ["arn:aws:s3:::bucket", "Invalid function ARN 'arn:aws:s3:::bucket'"],
    ["child:prod:3", "Invalid function ARN 'child:prod:3'"],
    [
      "arn:aws:lambda:us-east-1:999999999999:function:child:prod",
      "Cannot start a CHAINED_INVOKE on a function in another account.",
    ],
    [
      "999999999999:function:child",
      "Cannot start a CHAINED_INVOKE on a function in another account.",
    ],
    [
      "arn:aws:lambda:eu-west-1:123456789012:function:child:prod",
      "Cannot start a CHAINED_INVOKE on a function in another region.",
    ],
  ])("%s rejects the checkpoint", (name, message) => {
    const driver = parent()
    expect(invalid(() => driver.checkpoint(step.start("s"), invoke("a", name)))).toBe(message)
    expect(driver.trace).toEqual(["ExecutionStarted"])
  })

  test.each([
    [
      "missing",
      undefined,
      "ResourceNotFoundException",
      `Function not found: ${region}:missing:$LATEST`,
    ],
    [
      "missing:9",
      undefined,
      "ResourceNotFoundException",
      `Function not found: ${region}:missing:9`,
    ],
    ["child:9", undefined, "ResourceNotFoundException", `Function not found: ${region}:child:9`],
    [
      "child",
      undefined,
      "InvalidParameterValueException",
      "You cannot invoke a durable function using an unqualified ARN.",
    ],
    [
      "plain",
      "t-1",
      "InvalidParameterValueException",
      "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.",
    ],
    [
      "tenant",
      undefined,
      "InvalidParameterValueException",
      "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.",
    ],
  ])("%s (tenant %s) fails the operation at once", (name, tenantId, ErrorType, ErrorMessage) => {
    const driver = parent()
    expect(driver.delta(invoke("a", name, "1", tenantId))).toEqual(["a FAILED"])
    expect(errorOf(driver)).toEqual({ ErrorType, ErrorMessage })
    const [started, failed] = driver.events.slice(-2)
    expect(started?.ChainedInvokeStartedDetails).toStrictEqual({
      FunctionName: name,
      ...(tenantId !== undefined && { TenantId: tenantId }),
    })
    expect(failed?.ChainedInvokeFailedDetails?.Error?.Payload).toEqual({ ErrorType, ErrorMessage })
    expect(driver.service.pendingInvocations()).toEqual([])
  })

  test("without input a plain function gets {}, a durable one nothing", () => {
    const plain = waitingFor(invoke("a", "plain"))
    expect(plain.service.pendingInvocations()).toMatchObject([{ payload: "{}" }])
    expect(plain.events.at(-2)?.ChainedInvokeStartedDetails?.Input).toStrictEqual({
      Truncated: false,
    })
    const durable = waitingFor(invoke("a", "child:prod"))
    const child = durable.service.describeExecution(childArn(durable))
    expect(child).not.toHaveProperty("inputPayload")
  })

  test("the tenant is passed on and recorded", () => {
    const driver = waitingFor(invoke("a", "tenant", "1", "blue"))
    expect(driver.service.pendingInvocations()).toMatchObject([{ tenantId: "blue" }])
    expect(driver.events.at(-2)?.ChainedInvokeStartedDetails?.TenantId).toBe("blue")
  })

  test("the trace header is inherited unless another is given", () => {
    const trace = (driver: Driver): unknown =>
      driver.service.getDurableExecution({ DurableExecutionArn: childArn(driver) }, 0).TraceHeader
    const start = { traceHeader: "Root=1" }
    expect(trace(waitingFor(invoke("a", "child:prod"), { start }))).toEqual({
      XAmznTraceId: "Root=1",
    })
    const update = invoke("a", "child:prod")
    const ChainedInvokeOptions = { FunctionName: "child:prod", XAmznTraceId: "Root=2" }
    const own = waitingFor({ ...update, ChainedInvokeOptions }, { start })
    expect(trace(own)).toEqual({ XAmznTraceId: "Root=2" })
  })

  test("the operation itself says nothing of function or child", () => {
    const driver = waitingFor(invoke("a", "child:prod"))
    expect(driver.operation("a").ChainedInvokeDetails).toStrictEqual({})
    expect(driver.service.pendingOperations(driver.arn)).toEqual([
      { type: "CHAINED_INVOKE", id: "a", target: "child:prod" },
    ])
  })
})

describe("how a durable target ends (7)", () => {
  test("SUCCEEDED: its result", () => {
    const driver = waitingFor(invoke("a", "child:prod"))
    endChild(driver, { Status: "SUCCEEDED", Result: '"r"' })
    expect(driver.operation("a")).toMatchObject({
      Status: "SUCCEEDED",
      ChainedInvokeDetails: { Result: '"r"' },
    })
    expect(driver.events.at(-1)).toMatchObject({
      EventType: "ChainedInvokeSucceeded",
      Id: "a",
      ChainedInvokeSucceededDetails: { Result: { Payload: '"r"', Truncated: false } },
    })
    expect(driver.begin().input.UpdatedOperationIds).toEqual(["a"])
  })

  test("FAILED: its error", () => {
    const driver = waitingFor(invoke("a", "child:prod"))
    const error = { ErrorType: "Oops", ErrorMessage: "no", ErrorData: "d" }
    endChild(driver, { Status: "FAILED", Error: error })
    expect(driver.operation("a").Status).toBe("FAILED")
    expect(errorOf(driver)).toEqual(error)
    expect(driver.events.at(-1)?.ChainedInvokeFailedDetails?.Error?.Payload).toEqual(error)
  })

  test("TIMED_OUT: an error that names the child's time-out", () => {
    const driver = waitingFor(invoke("a", "child:prod"))
    driver.advance(100)
    expect(driver.operation("a").Status).toBe("TIMED_OUT")
    const error = {
      ErrorType: "ChainedInvoke.Timeout",
      ErrorMessage: "CHAINED_INVOKE timed out after 100 seconds.",
    }
    expect(errorOf(driver)).toEqual(error)
    expect(driver.events.at(-1)?.ChainedInvokeTimedOutDetails?.Error?.Payload).toEqual(error)
    expect(driver.isReady).toBe(true)
  })

  test("STOPPED: the error it was stopped with", () => {
    const driver = waitingFor(invoke("a", "child:prod"))
    const error = { ErrorType: "Manual" }
    const request = { DurableExecutionArn: childArn(driver), Error: error }
    driver.service.stopDurableExecution(request, 0)
    expect(driver.operation("a").Status).toBe("STOPPED")
    expect(errorOf(driver)).toEqual(error)
    expect(driver.events.at(-1)?.ChainedInvokeStoppedDetails?.Error?.Payload).toEqual(error)
  })

  test("a child returns 1 MiB at most", () => {
    const driver = waitingFor(invoke("a", "child:prod"))
    endChild(driver, { Status: "SUCCEEDED", Result: "x".repeat(1_048_577) })
    expect(driver.operation("a").Status).toBe("FAILED")
    expect(errorOf(driver)?.ErrorMessage).toBe(
      "Execution output payload size must be less than or equal to 1048576 bytes.",
    )
  })

  test("a child may have children", () => {
    const driver = waitingFor(invoke("a", "child:prod"))
    const child = childArn(driver)
    const { input, requestId } = driver.service.beginInvocation(child, 0)
    driver.service.checkpointDurableExecution(
      {
        DurableExecutionArn: child,
        CheckpointToken: input.CheckpointToken,
        Updates: [invoke("b", "child:prod")],
      },
      0,
    )
    const output = { kind: "returned", output: { Status: "PENDING" } } as const
    driver.service.endInvocation(child, requestId, output, 0)
    const grandchild = driver.service.childExecution(child, "b") ?? ""
    expect(driver.service.describeExecution(grandchild).parent).toEqual({
      arn: child,
      operationId: "b",
    })
    driver.service.stopDurableExecution({ DurableExecutionArn: grandchild }, 0)
    expect(driver.service.describeExecution(child).hasPendingInvocation).toBe(true)
    expect(driver.operation("a").Status).toBe("STARTED")
  })
})

describe("how a plain target ends (7)", () => {
  test("A plain function that returns gives its JSON text", () => {
    const driver = waitingFor(invoke("a", "plain"))
    const id = plainId(driver.service)
    expect(driver.service.beginPlainInvocation(id, 0)).toEqual({
      requestId: id,
      functionArn: `${region}:plain:$LATEST`,
      functionName: "plain",
      version: "$LATEST",
    })
    expect(driver.service.pendingInvocations()).toEqual([])
    driver.service.endPlainInvocation(id, { kind: "returned", payload: '{"y":2}' }, 0)
    expect(driver.operation("a")).toMatchObject({
      Status: "SUCCEEDED",
      ChainedInvokeDetails: { Result: '{"y":2}' },
    })
    expect(driver.isReady).toBe(true)
  })

  test.each([undefined, "", new Uint8Array()])("an empty body (%j) is no result", (payload) => {
    const driver = waitingFor(invoke("a", "plain"))
    endPlain(driver, { kind: "returned", payload })
    expect(driver.operation("a").Status).toBe("SUCCEEDED")
    expect(driver.operation("a").ChainedInvokeDetails).toStrictEqual({})
  })

  test("bytes are UTF-8", () => {
    const driver = waitingFor(invoke("a", "plain"))
    endPlain(driver, { kind: "returned", payload: new TextEncoder().encode('"é"') })
    expect(driver.operation("a").ChainedInvokeDetails?.Result).toBe('"é"')
  })

  test.each([
    [
      "too large a text",
      "x".repeat(1_048_577),
      "CHAINED_INVOKE output payload size must be less than or equal to 1048576 bytes.",
    ],
    [
      "too many bytes",
      new Uint8Array(1_048_577),
      "CHAINED_INVOKE output payload size must be less than or equal to 1048576 bytes.",
    ],
    [
      "bytes that are not UTF-8",
      new Uint8Array([0xff]),
      "CHAINED_INVOKE response could not be decoded as UTF-8.",
    ],
  ])("%s fails the operation, without a type", (_, payload, ErrorMessage) => {
    const driver = waitingFor(invoke("a", "plain"))
    endPlain(driver, { kind: "returned", payload })
    expect(driver.operation("a").Status).toBe("FAILED")
    expect(errorOf(driver)).toStrictEqual({ ErrorMessage })
  })

  test.each([
    { ErrorType: "TypeError", ErrorMessage: "boom", StackTrace: ["at x"] },
    {
      ErrorType: "Sandbox.Timedout",
      ErrorMessage: "2026-01-01T00:00:00Z id Task timed out after 3.00 seconds",
    },
  ])("$ErrorType: FAILED with the function's error, and no retry", (error) => {
    const driver = waitingFor(invoke("a", "plain"))
    endPlain(driver, { kind: "failed", error })
    expect(driver.operation("a").Status).toBe("FAILED")
    expect(errorOf(driver)).toEqual(error)
    expect(plainId(driver.service)).toBe("none")
  })

  test("a deleted function", () => {
    const driver = waitingFor(invoke("a", "plain"))
    driver.service.unregisterFunction("plain", 0)
    expect(errorOf(driver)).toEqual({ ErrorMessage: "Function not found" })
    expect(driver.isReady).toBe(true)
  })

  test("an invocation begins once and ends once", () => {
    const driver = waitingFor(invoke("a", "plain"))
    const id = plainId(driver.service)
    const end = (): void => {
      driver.service.endPlainInvocation(id, { kind: "returned", payload: "1" }, 0)
    }
    expect(end).toThrow(/^Failed to end the plain invocation ".*": it has not started\.$/)
    driver.service.beginPlainInvocation(id, 0)
    expect(() => driver.service.beginPlainInvocation(id, 0)).toThrow(/it has already started\.$/)
    end()
    expect(end).toThrow(/^Failed to find the plain invocation ".*"\. Has it ended already\?$/)
  })
})

describe("a parent that closes first (7)", () => {
  test("the child runs on, and its outcome is dropped without an event", () => {
    const driver = waitingFor(invoke("a", "child:prod"))
    driver.service.stopDurableExecution({ DurableExecutionArn: driver.arn }, 0)
    const { length } = driver.events
    expect(driver.service.describeExecution(childArn(driver)).status).toBe("RUNNING")
    endChild(driver, { Status: "SUCCEEDED" })
    expect(driver.service.describeExecution(childArn(driver)).status).toBe("SUCCEEDED")
    expect(driver.operation("a").Status).toBe("STARTED")
    expect(driver.events).toHaveLength(length)
    expect(driver.service.pendingInvocations()).toEqual([])
  })

  test("A plain function runs on after its parent closes, and its outcome is dropped", () => {
    const driver = waitingFor(invoke("a", "plain"))
    driver.service.stopDurableExecution({ DurableExecutionArn: driver.arn }, 0)
    endPlain(driver, { kind: "returned", payload: "1" })
    expect(driver.operation("a").Status).toBe("STARTED")
  })

  test("an invoke in the batch that closes the execution is still launched", () => {
    const driver = parent()
    driver.checkpoint(invoke("a", "child:prod"), execution.succeed("1"))
    driver.succeed("")
    expect(driver.service.describeExecution(childArn(driver)).hasPendingInvocation).toBe(true)
    endChild(driver, { Status: "SUCCEEDED" })
    expect(driver.trace.at(-1)).toBe("ExecutionSucceeded")
  })
})

test("an outcome during an invocation is told by its next checkpoint", () => {
  const driver = parent()
  driver.checkpoint(invoke("a", "plain"))
  endPlain(driver, { kind: "returned", payload: "1" })
  expect(driver.isReady).toBe(false)
  expect(driver.delta()).toEqual(["a SUCCEEDED"])
})
