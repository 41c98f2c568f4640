import { describe, expect, test } from "vitest"
import { decodeCallbackId, encodeCallbackId } from "../../../src/service/values/callback-id.ts"
import { callback, Driver, type DriverOptions, durable, rejection, step } from "../driver.ts"

const closed = "CallbackTimeoutException: The callback is either timed out or already completed"

class CallbackDriver extends Driver {
  constructor(
    options: { timeout?: number; heartbeat?: number } = {},
    driverOptions: DriverOptions = {},
  ) {
    super(driverOptions)
    this.begin()
    this.checkpoint(callback("a", options))
    this.pending()
  }

  sendSuccess(Result?: Uint8Array | string): unknown {
    const request = { CallbackId: this.callbackId("a"), Result }
    return this.service.sendDurableExecutionCallbackSuccess(request, this.now)
  }

  sendFailure(Error?: object): unknown {
    const request = { CallbackId: this.callbackId("a"), Error }
    return this.service.sendDurableExecutionCallbackFailure(request, this.now)
  }

  sendHeartbeat(): unknown {
    const request = { CallbackId: this.callbackId("a") }
    return this.service.sendDurableExecutionCallbackHeartbeat(request, this.now)
  }
}

describe("creation (6.1)", () => {
  test("the START allocates an opaque id, in the answer to the checkpoint", () => {
    const driver = Driver.begun()
    const response = driver.checkpoint(callback("a", { timeout: 10, heartbeat: 3 }, { Name: "n" }))
    const [operation] = response.NewExecutionState?.Operations ?? []
    const id = operation?.CallbackDetails?.CallbackId ?? ""
    expect(id).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
    expect(id.length).toBeLessThanOrEqual(1024)
    expect(operation).toStrictEqual({
      Id: "a",
      Type: "CALLBACK",
      Name: "n",
      Status: "STARTED",
      StartTimestamp: new Date(0),
      CallbackDetails: { CallbackId: id },
    })
    expect(driver.events.at(-1)?.CallbackStartedDetails).toStrictEqual({
      CallbackId: id,
      Timeout: 10,
      HeartbeatTimeout: 3,
    })
    expect(driver.service.callbacks(driver.arn)).toEqual([
      {
        callbackId: id,
        operationId: "a",
        status: "STARTED",
        createdAt: 0,
        totalDeadline: 10_000,
        heartbeatDeadline: 3_000,
      },
    ])
  })

  test.each([{}, { timeout: 0, heartbeat: 0 }])("%j arms no timer", (options) => {
    const driver = new CallbackDriver(options)
    expect(driver.service.nextDue()).toBe(3_600_000)
    const CallbackId = driver.callbackId("a")
    const started = driver.events.find(({ EventType }) => EventType === "CallbackStarted")
    expect(started?.CallbackStartedDetails).toStrictEqual({ CallbackId })
    const [snapshot] = driver.service.callbacks(driver.arn)
    expect(snapshot).not.toHaveProperty("totalDeadline")
    expect(snapshot).not.toHaveProperty("heartbeatDeadline")
  })

  test("no two callbacks of any two executions share an id", () => {
    const driver = Driver.begun()
    const ids = new Set<string>()
    for (const name of ["x", "y", "z"]) {
      const request = { functionName: "flow", qualifier: "7", name }
      const arn = driver.service.startExecution(request, 0).durableExecutionArn
      const { input } = driver.service.beginInvocation(arn, 0)
      driver.service.checkpointDurableExecution(
        {
          DurableExecutionArn: arn,
          CheckpointToken: input.CheckpointToken,
          Updates: [callback("a"), callback("b")],
        },
        0,
      )
      for (const { callbackId } of driver.service.callbacks(arn)) ids.add(callbackId)
    }
    expect(ids.size).toBe(6)
  })

  test("ids name an execution and an operation, and nothing else decodes", () => {
    const driver = new CallbackDriver()
    const id = driver.callbackId("a")
    const address = decodeCallbackId(id)
    expect(address).toEqual({ durableExecutionArn: driver.arn, operationId: "a" })
    for (const garbage of ["", "a", "!!", `${id}=`, id.slice(1), "Z2FyYmFnZQ=="]) {
      expect(decodeCallbackId(garbage)).toBeUndefined()
    }
  })
})

describe("completion (6.2)", () => {
  test.each([
    ["text", '{"ok":true}', '{"ok":true}'],
    ["text that is not JSON", "approved", "approved"],
    ["bytes", new TextEncoder().encode('"grüße"'), '"grüße"'],
    ["a Buffer", Buffer.from("plain"), "plain"],
    ["a byte order mark, kept", new TextEncoder().encode("\uFEFFx"), "\uFEFFx"],
    ["bytes that are not UTF-8, replaced", new Uint8Array([0x61, 0xff]), "a\uFFFD"],
  ])("success with %s stores the text as it is", (_, sent, stored) => {
    const driver = new CallbackDriver()
    driver.now = 4
    expect(driver.sendSuccess(sent)).toEqual({})
    expect(driver.operation("a")).toMatchObject({
      Status: "SUCCEEDED",
      EndTimestamp: new Date(4),
      CallbackDetails: { CallbackId: driver.callbackId("a"), Result: stored },
    })
    expect(driver.events.at(-1)).toMatchObject({
      EventType: "CallbackSucceeded",
      Id: "a",
      CallbackSucceededDetails: { Result: { Payload: stored, Truncated: false } },
    })
  })

  test.each([undefined, "", new Uint8Array()])("an empty body is no result (%j)", (sent) => {
    const driver = new CallbackDriver()
    driver.sendSuccess(sent)
    expect(driver.operation("a").CallbackDetails).not.toHaveProperty("Result")
    expect(driver.events.at(-1)?.CallbackSucceededDetails).toStrictEqual({
      Result: { Truncated: false },
    })
  })

  test("a failure stores the error as it is", () => {
    const driver = new CallbackDriver()
    const error = { ErrorType: "E", ErrorMessage: "m", ErrorData: "d", StackTrace: ["s"] }
    expect(driver.sendFailure(error)).toEqual({})
    expect(driver.operation("a")).toMatchObject({
      Status: "FAILED",
      CallbackDetails: { Error: error },
    })
    expect(driver.events.at(-1)?.CallbackFailedDetails).toEqual({
      Error: { Payload: error, Truncated: false },
    })
  })

  test("a failure without a body is an empty error", () => {
    const driver = new CallbackDriver()
    driver.sendFailure()
    expect(driver.operation("a").CallbackDetails?.Error).toStrictEqual({})
  })

  test("is legal while an invocation is in flight, and told by its next checkpoint", () => {
    const driver = Driver.begun()
    driver.checkpoint(callback("a"), step.start("s"))
    driver.service.sendDurableExecutionCallbackSuccess({ CallbackId: driver.callbackId("a") }, 0)
    expect(driver.delta(step.succeed("s"))).toEqual(["a SUCCEEDED", "s SUCCEEDED"])
  })

  test("the first one wins", () => {
    for (const first of ["sendSuccess", "sendFailure"] as const) {
      const driver = new CallbackDriver({ timeout: 5, heartbeat: 2 })
      driver[first]()
      const { length } = driver.events
      for (const later of ["sendSuccess", "sendFailure", "sendHeartbeat"] as const) {
        expect(rejection(() => driver[later]())).toBe(closed)
      }
      driver.advance(10)
      expect(driver.events).toHaveLength(length)
      expect(driver.operation("a").Status).toBe(first === "sendFailure" ? "FAILED" : "SUCCEEDED")
    }
  })

  test("of one execution never touches another", () => {
    const driver = new CallbackDriver()
    const other = new CallbackDriver({}, { seed: 2 })
    driver.sendSuccess()
    expect(other.operation("a").Status).toBe("STARTED")
  })
})

describe("time-outs (6.4)", () => {
  test("the total one", () => {
    const driver = new CallbackDriver({ timeout: 5 })
    driver.advance(5)
    expect(driver.operation("a")).toMatchObject({
      Status: "TIMED_OUT",
      EndTimestamp: new Date(5_000),
      CallbackDetails: {
        Error: { ErrorType: "Callback.Timeout", ErrorMessage: "Callback timed out" },
      },
    })
    expect(driver.events.at(-1)?.CallbackTimedOutDetails).toStrictEqual({
      Error: { Payload: { ErrorType: "Callback.Timeout" }, Truncated: false },
    })
  })

  test("the heartbeat", () => {
    const driver = new CallbackDriver({ timeout: 5, heartbeat: 2 })
    driver.advance(2)
    expect(driver.operation("a").CallbackDetails?.Error).toEqual({
      ErrorType: "Callback.Heartbeat",
      ErrorMessage: "Callback timed out on heartbeat",
    })
    expect(driver.events.at(-1)?.CallbackTimedOutDetails?.Error?.Payload).toEqual({
      ErrorType: "Callback.Heartbeat",
    })
  })

  test("total wins a tie", () => {
    const driver = new CallbackDriver({ timeout: 2, heartbeat: 2 })
    expect(driver.advance(2)).toBe(1)
    expect(driver.operation("a").CallbackDetails?.Error?.ErrorType).toBe("Callback.Timeout")
  })

  test("a heartbeat moves the heartbeat deadline and never the total one", () => {
    const driver = new CallbackDriver({ timeout: 5, heartbeat: 2 })
    for (const _ of [1, 2, 3, 4]) {
      driver.advance(1)
      expect(driver.sendHeartbeat()).toEqual({})
      expect(driver.service.callbacks(driver.arn)[0]).toMatchObject({
        totalDeadline: 5_000,
        heartbeatDeadline: driver.now + 2_000,
      })
    }
    driver.advance(1)
    expect(driver.operation("a").CallbackDetails?.Error?.ErrorType).toBe("Callback.Timeout")
    expect(driver.trace).toEqual([
      "ExecutionStarted",
      "CallbackStarted(a)",
      "InvocationCompleted",
      "CallbackTimedOut(a)",
    ])
  })

  test("a heartbeat nobody expects is welcome", () => {
    const driver = new CallbackDriver({ timeout: 5 })
    expect(driver.sendHeartbeat()).toEqual({})
    expect(driver.service.callbacks(driver.arn)[0]).not.toHaveProperty("heartbeatDeadline")
  })

  test.each([
    ["the total", { timeout: 5 }, 5_000],
    ["the heartbeat", { heartbeat: 5 }, 9_999],
  ])("at %s deadline it is too late, fired or not", (_, options, deadline) => {
    const driver = new CallbackDriver(options)
    driver.now = 4_999
    driver.sendHeartbeat()
    driver.now = deadline
    for (const call of ["sendSuccess", "sendFailure", "sendHeartbeat"] as const) {
      expect(rejection(() => driver[call]())).toBe(closed)
    }
    expect(driver.operation("a").Status).toBe("STARTED")
    driver.advance(0)
    expect(driver.operation("a").Status).toBe("TIMED_OUT")
  })

  test("An answer one millisecond before the deadline is in time", () => {
    const driver = new CallbackDriver({ timeout: 5 })
    driver.now = 4_999
    driver.sendSuccess()
    expect(driver.operation("a").Status).toBe("SUCCEEDED")
  })

  test("longer than the execution: the execution ends first", () => {
    const driver = new CallbackDriver({ timeout: 7_200 })
    driver.advance(3_600)
    expect(driver.status).toBe("TIMED_OUT")
    expect(driver.operation("a").Status).toBe("STARTED")
    expect(rejection(() => driver.sendSuccess())).toBe(closed)
  })

  test("a test may force either early, with the same effects", () => {
    for (const [kind, type] of [
      ["total", "Callback.Timeout"],
      ["heartbeat", "Callback.Heartbeat"],
    ] as const) {
      const driver = new CallbackDriver({ timeout: 50 })
      driver.service.expireCallback(driver.callbackId("a"), kind, 1)
      expect(driver.operation("a").Status).toBe("TIMED_OUT")
      expect(driver.operation("a").CallbackDetails?.Error?.ErrorType).toBe(type)
      expect(driver.isReady).toBe(true)
      const again = (): void => driver.service.expireCallback(driver.callbackId("a"), kind, 1)
      expect(rejection(again)).toBe(closed)
      expect(driver.service.nextDue()).toBe(3_600_000)
    }
  })
})

describe("errors (6.3)", () => {
  test.each(["Z2FyYmFnZQ==", "not base64!", "a", "ä"])("%s is no callback id", (CallbackId) => {
    const { service } = new CallbackDriver()
    for (const call of [
      () => service.sendDurableExecutionCallbackSuccess({ CallbackId }, 0),
      () => service.sendDurableExecutionCallbackFailure({ CallbackId }, 0),
      () => service.sendDurableExecutionCallbackHeartbeat({ CallbackId }, 0),
    ]) {
      expect(rejection(call)).toBe("InvalidParameterValueException: Invalid callback id")
    }
  })

  test("a well-formed id of nothing", () => {
    const driver = new CallbackDriver()
    const durableExecutionArn = `${driver.arn}0`
    const CallbackId = encodeCallbackId({ durableExecutionArn, operationId: "a" })
    const send = (): unknown =>
      driver.service.sendDurableExecutionCallbackHeartbeat({ CallbackId }, 0)
    expect(rejection(send)).toBe("ResourceNotFoundException: The callback does not exist")
  })

  test.each([
    ["region", "us-east-1", "eu-west-1"],
    ["account", "123456789012", "999999999999"],
  ])("an id of another %s", (_, here, there) => {
    const driver = new CallbackDriver()
    const durableExecutionArn = driver.arn.replace(here, there)
    const CallbackId = encodeCallbackId({ durableExecutionArn, operationId: "a" })
    const send = (): unknown =>
      driver.service.sendDurableExecutionCallbackSuccess({ CallbackId }, 0)
    expect(rejection(send)).toBe(closed)
  })

  test("a result of more than 262,144 bytes is refused, and the callback stays open", () => {
    const driver = new CallbackDriver()
    expect(rejection(() => driver.sendSuccess(`é${"x".repeat(262_143)}`))).toBe(
      "InvalidParameterValueException: CALLBACK output payload size must be less than or equal to 262144 bytes.",
    )
    driver.sendSuccess("x".repeat(262_144))
    expect(driver.operation("a").Status).toBe("SUCCEEDED")
  })

  test("an error over the limit, if there is one, is refused", () => {
    const driver = new CallbackDriver({}, { limits: { errorObjectBytes: 100 } })
    expect(rejection(() => driver.sendFailure({ ErrorMessage: "x".repeat(100) }))).toBe(
      "InvalidParameterValueException: Error object size must be less than 100 bytes.",
    )
  })

  test("missing ids and wrong types are violations of the model", () => {
    const driver = new CallbackDriver()
    const send = (request: unknown): string =>
      rejection(() => driver.service.sendDurableExecutionCallbackSuccess(request as never, 0))
    expect(send({})).toMatch(/^ValidationException: .*Value null at 'callbackId'/)
    expect(send({ CallbackId: "" })).toMatch(/^ValidationException: .*at 'callbackId'/)
    expect(send({ CallbackId: "a".repeat(1_025) })).toMatch(/^ValidationException: /)
    expect(send({ CallbackId: 5 })).toBe(
      "SerializationException: Expected a string at 'callbackId'",
    )
    expect(send({ CallbackId: driver.callbackId("a"), Result: { a: 1 } })).toBe(
      "SerializationException: Expected a string at 'result'",
    )
  })
})

test("the function of a callback may be gone: its id still works", () => {
  const driver = new CallbackDriver()
  driver.service.registerFunction({ ...durable, version: "9" })
  driver.sendSuccess()
  expect(driver.isReady).toBe(true)
})
