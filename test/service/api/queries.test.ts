import { describe, expect, test } from "vitest"
import { faultError, type FaultName } from "../../../src/service/wire/fault-errors.ts"
import { ServiceError } from "../../../src/service/wire/service-errors.ts"
import { Driver, durable, rejection, step } from "../driver.ts"

describe("GetDurableExecution (9.2)", () => {
  function get(driver: Driver, request: object = {}): unknown {
    return driver.service.getDurableExecution(
      { DurableExecutionArn: driver.arn, ...request },
      driver.now,
    )
  }

  test("of a running execution", () => {
    const driver = Driver.begun({ start: { payload: "1", traceHeader: "Root=1" } })
    expect(get(driver)).toStrictEqual({
      DurableExecutionArn: driver.arn,
      DurableExecutionName: "run",
      FunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:flow:7",
      Version: "7",
      Status: "RUNNING",
      StartTimestamp: new Date(0),
      InputPayload: "1",
      TraceHeader: { XAmznTraceId: "Root=1" },
      DurableConfig: { ExecutionTimeout: 3_600, RetentionPeriodInDays: 2 },
      ExecutionDataIncluded: true,
    })
  })

  test("of closed ones: a result or an error, and the end", () => {
    const succeeded = Driver.begun()
    succeeded.now = 4
    succeeded.succeed("2")
    expect(get(succeeded)).toMatchObject({
      Status: "SUCCEEDED",
      Result: "2",
      EndTimestamp: new Date(4),
    })
    expect(get(succeeded)).not.toHaveProperty("Error")
    const failed = Driver.begun()
    failed.end({ Status: "FAILED", Error: { ErrorType: "E" } })
    expect(get(failed)).toMatchObject({ Status: "FAILED", Error: { ErrorType: "E" } })
    expect(get(failed)).not.toHaveProperty("Result")
  })

  test("without data", () => {
    const driver = Driver.begun({ start: { payload: "1" } })
    driver.succeed("2")
    const got = get(driver, { IncludeExecutionData: false })
    expect(got).toMatchObject({ Status: "SUCCEEDED", ExecutionDataIncluded: false })
    for (const member of ["InputPayload", "Result", "Error"]) expect(got).not.toHaveProperty(member)
  })

  test("unknown, and not an ARN at all", () => {
    const driver = Driver.begun()
    expect(rejection(() => get(driver, { DurableExecutionArn: `${driver.arn}0` }))).toBe(
      "ResourceNotFoundException: Durable Execution does not exist",
    )
    expect(rejection(() => get(driver, { DurableExecutionArn: "nope" }))).toMatch(
      /^ValidationException: 1 validation error detected: Value 'nope' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
    )
  })

  test("history of an unknown execution", () => {
    const driver = Driver.begun()
    const request = { DurableExecutionArn: `${driver.arn}0` }
    expect(rejection(() => driver.service.getDurableExecutionHistory(request, 0))).toBe(
      "ResourceNotFoundException: Durable Execution does not exist",
    )
  })
})

describe("ListDurableExecutionsByFunction (9.4)", () => {
  /** Executions e-0 to e-4, started one second apart; e-1 failed, e-3 succeeded, e-4 on $LATEST. */
  function many(): Driver {
    const driver = new Driver({ start: { name: "e-0" } })
    const { service } = driver
    for (const index of [1, 2, 3, 4]) {
      const qualifier = index === 4 ? "$LATEST" : "7"
      const request = { functionName: "flow", qualifier, name: `e-${index}` }
      const arn = service.startExecution(request, index * 1_000).durableExecutionArn
      const output =
        index === 1 ? { Status: "FAILED" } : index === 3 ? { Status: "SUCCEEDED" } : undefined
      if (output === undefined) continue
      const { requestId } = service.beginInvocation(arn, index * 1_000)
      service.endInvocation(arn, requestId, { kind: "returned", output }, index * 1_000)
    }
    driver.now = 5_000
    return driver
  }

  function list(driver: Driver, request: object = {}): [string[], string | undefined] {
    const { DurableExecutions = [], NextMarker } = driver.service.listDurableExecutionsByFunction(
      { FunctionName: "flow", ...request },
      driver.now,
    )
    return [
      DurableExecutions.map(({ DurableExecutionName }) => DurableExecutionName ?? ""),
      NextMarker,
    ]
  }

  test("newest first; reversed, oldest first", () => {
    expect(list(many())[0]).toEqual(["e-4", "e-3", "e-2", "e-1", "e-0"])
    expect(list(many(), { ReverseOrder: true })[0]).toEqual(["e-0", "e-1", "e-2", "e-3", "e-4"])
  })

  test("what is told of each", () => {
    const driver = many()
    const request = { FunctionName: "flow", DurableExecutionName: "e-3" }
    const { DurableExecutions } = driver.service.listDurableExecutionsByFunction(request, 5_000)
    expect(DurableExecutions).toStrictEqual([
      {
        DurableExecutionArn: expect.stringContaining(
          "function:flow:7/durable-execution/e-3/",
        ) as string,
        DurableExecutionName: "e-3",
        FunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:flow:7",
        Status: "SUCCEEDED",
        StartTimestamp: new Date(3_000),
        EndTimestamp: new Date(3_000),
      },
    ])
  })

  test.each([
    [{ Statuses: ["FAILED", "SUCCEEDED"] }, ["e-3", "e-1"]],
    [{ Statuses: [] }, ["e-4", "e-3", "e-2", "e-1", "e-0"]],
    [{ Statuses: ["STOPPED"] }, []],
    [{ DurableExecutionName: "e-2" }, ["e-2"]],
    [{ DurableExecutionName: "e" }, []],
    [{ Qualifier: "live" }, ["e-3", "e-2", "e-1", "e-0"]],
    [{ Qualifier: "$LATEST" }, ["e-4"]],
    [{ FunctionName: "flow:7" }, ["e-3", "e-2", "e-1", "e-0"]],
    [{ StartedAfter: new Date(1_000) }, ["e-4", "e-3", "e-2"]],
    [{ StartedBefore: new Date(3_000) }, ["e-2", "e-1", "e-0"]],
    [{ StartedAfter: new Date(0), StartedBefore: new Date(4_000), Statuses: ["RUNNING"] }, ["e-2"]],
  ])("filter %j", (request, expected) => {
    expect(list(many(), request)[0]).toEqual(expected)
  })

  test.each([
    [{}, [["e-4", "e-3"], ["e-2", "e-1"], ["e-0"]]],
    [{ ReverseOrder: true }, [["e-0", "e-1"], ["e-2", "e-3"], ["e-4"]]],
    [
      { Qualifier: "7" },
      [
        ["e-3", "e-2"],
        ["e-1", "e-0"],
      ],
    ],
  ])("pages of %j", (request, pages) => {
    const driver = many()
    let marker: string | undefined
    for (const expected of pages) {
      const [names, next] = list(driver, { ...request, MaxItems: 2, Marker: marker })
      expect(names).toEqual(expected)
      marker = next
    }
    expect(marker).toBeUndefined()
  })

  test("of a function without executions, and of an unknown one", () => {
    const driver = many()
    driver.service.registerFunction({ ...durable, functionName: "idle" })
    expect(list(driver, { FunctionName: "idle" })).toEqual([[], undefined])
    expect(rejection(() => list(driver, { FunctionName: "missing" }))).toBe(
      "ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:missing:$LATEST",
    )
  })

  test("a status nobody knows", () => {
    expect(rejection(() => list(many(), { Statuses: ["DONE"] }))).toBe(
      "ValidationException: 1 validation error detected: Value 'DONE' at 'statuses.member' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED]",
    )
  })

  test("times that are none", () => {
    for (const StartedAfter of [5, "now", new Date(Number.NaN), {}]) {
      expect(rejection(() => list(many(), { StartedAfter }))).toBe(
        "SerializationException: Expected a timestamp at 'startedAfter'",
      )
    }
  })
})

describe("exceptions (9.6)", () => {
  test("have what the SDK's classifier reads, and the members of their shape", () => {
    const driver = Driver.begun()
    let caught: unknown
    try {
      driver.checkpointWith({ CheckpointToken: "AAAA" })
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(ServiceError)
    expect(caught).toBeInstanceOf(Error)
    expect(caught).toMatchObject({
      name: "InvalidParameterValueException",
      message: "Invalid checkpoint token",
      Message: "Invalid checkpoint token",
      Type: "User",
      $fault: "client",
      $metadata: { httpStatusCode: 400 },
      httpStatusCode: 400,
    })
  })

  test.each([
    ["TooManyRequestsException", 429, "client"],
    ["ServiceException", 500, "server"],
    ["KMSAccessDeniedException", 502, "server"],
    ["KMSDisabledException", 502, "server"],
    ["KMSInvalidStateException", 502, "server"],
    ["KMSNotFoundException", 502, "server"],
  ] as const)("%s can be injected, with status %i", (name, status, fault) => {
    const error = faultError(name satisfies FaultName)
    expect(error).toMatchObject({ name, httpStatusCode: status, $fault: fault })
    expect(error.message).not.toBe("")
  })

  test.each([
    ["DurableExecutionAlreadyStartedException", 409],
    ["ResourceNotFoundException", 404],
    ["CallbackTimeoutException", 400],
    ["ValidationException", 400],
    ["SerializationException", 400],
    ["RequestTooLargeException", 413],
  ] as const)("%s is answered with %i", (name, status) => {
    expect(new ServiceError(name, "m").$metadata.httpStatusCode).toBe(status)
  })
})

describe("inspection", () => {
  test("unknown executions", () => {
    const driver = Driver.begun()
    for (const call of [
      () => driver.service.describeExecution("x"),
      () => driver.service.operations("x"),
      () => driver.service.beginInvocation("x", 0),
    ]) {
      expect(rejection(call)).toBe("ResourceNotFoundException: Durable Execution does not exist")
    }
  })

  test("operations are never pruned or paged", () => {
    const driver = Driver.begun({ pageSize: 1 })
    driver.checkpoint(...Array.from({ length: 1_500 }, (_, index) => step.start(`s-${index}`)))
    expect(driver.service.operations(driver.arn)).toHaveLength(1_501)
  })

  test("resolveFunction tells what an Invoke would run", () => {
    const driver = Driver.begun()
    driver.service.registerFunction({ functionName: "plain", version: "2", tenantIsolated: true })
    expect(driver.service.resolveFunction("plain")).toMatchObject({
      functionName: "plain",
      executedVersion: "$LATEST",
      functionArn: "arn:aws:lambda:us-east-1:123456789012:function:plain:$LATEST",
      durableConfig: undefined,
      tenantIsolated: true,
      isQualified: false,
    })
    expect(driver.service.resolveFunction("flow", "live")).toMatchObject({
      executedVersion: "7",
      durableConfig: { executionTimeoutSeconds: 3_600, retentionPeriodInDays: 2 },
      isQualified: true,
    })
    expect(rejection(() => driver.service.resolveFunction("plain", "9"))).toMatch(
      /^ResourceNotFoundException: Function not found: /,
    )
    expect(rejection(() => driver.service.resolveFunction(5 as never))).toBe(
      "SerializationException: Expected a string at 'functionName'",
    )
  })

  test.each([
    [{ functionName: "a b" }, /at 'functionName'/],
    [{ functionName: "a", version: "v1" }, /at 'version'/],
    [{ functionName: "a", aliases: ["7"] }, /at 'aliases\.member'/],
    [
      { functionName: "a", durableConfig: { executionTimeoutSeconds: 0 } },
      /'0' at 'durableConfig\.executionTimeoutSeconds'/,
    ],
    [
      {
        functionName: "a",
        durableConfig: { executionTimeoutSeconds: 1, retentionPeriodInDays: 91 },
      },
      /'91' at 'durableConfig\.retentionPeriodInDays'/,
    ],
  ])("definition %j is refused", (definition, message) => {
    const driver = Driver.begun()
    expect(rejection(() => driver.service.registerFunction(definition))).toMatch(message)
  })
})
