import { describe, expect, test } from "vitest"
import { DurableService } from "../../../src/service/durable-service.ts"
import { Driver, durable, rejection } from "../driver.ts"

function service(options = {}): DurableService {
  const created = new DurableService(options)
  created.registerFunction(durable)
  created.registerFunction({ functionName: "plain" })
  return created
}

describe("starting an execution (2.1)", () => {
  test("the ARN carries the version an alias stands for, the name and a UUID of version 3", () => {
    const { durableExecutionArn, executedVersion, created } = service().startExecution(
      { functionName: "flow", qualifier: "live", name: "order-1", payload: "{}" },
      0,
    )
    expect(created).toBe(true)
    expect(executedVersion).toBe("7")
    expect(durableExecutionArn).toMatch(
      /^arn:aws:lambda:us-east-1:123456789012:function:flow:7\/durable-execution\/order-1\/[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })

  test("partition, region and account are options", () => {
    const elsewhere = service({
      partition: "aws-cn",
      region: "cn-north-1",
      accountId: "210987654321",
    })
    const { durableExecutionArn } = elsewhere.startExecution(
      { functionName: "flow", qualifier: "7" },
      0,
    )
    expect(durableExecutionArn).toMatch(
      /^arn:aws-cn:lambda:cn-north-1:210987654321:function:flow:7/,
    )
  })

  test.each([
    ["live", "7"],
    ["7", "7"],
    ["$LATEST", "$LATEST"],
    ["$LATEST.PUBLISHED", "7"],
  ])("qualifier %s executes version %s", (qualifier, version) => {
    const started = service().startExecution({ functionName: "flow", qualifier }, 0)
    expect(started.executedVersion).toBe(version)
  })

  test("the qualifier may be part of the name, of a partial and of a full ARN", () => {
    const calls = [
      "flow:live",
      "123456789012:function:flow:live",
      "arn:aws:lambda:us-east-1:123456789012:function:flow:live",
    ]
    for (const functionName of calls) {
      expect(service().startExecution({ functionName }, 0).executedVersion).toBe("7")
    }
  })

  test("without a name the service makes a UUID", () => {
    const started = service().startExecution({ functionName: "flow:live" }, 0)
    const name = started.durableExecutionArn.split("/").at(-2)
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/)
  })

  test.each([
    [
      { functionName: "flow" },
      "InvalidParameterValueException: You cannot invoke a durable function using an unqualified ARN.",
    ],
    [
      { functionName: "missing", qualifier: "1" },
      "ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:missing:1",
    ],
    [
      { functionName: "flow", qualifier: "8" },
      "ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:8",
    ],
    [
      { functionName: "missing" },
      "ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:missing:$LATEST",
    ],
    [
      { functionName: "plain", qualifier: "$LATEST" },
      "InvalidParameterValueException: The function is not a durable function: arn:aws:lambda:us-east-1:123456789012:function:plain:$LATEST",
    ],
    [
      { functionName: "flow:live", qualifier: "7" },
      "InvalidParameterValueException: The derived qualifier from the function name does not match the specified qualifier.",
    ],
    [{ functionName: "a b" }, "InvalidParameterValueException: Invalid function ARN 'a b'"],
    [
      { functionName: "flow", qualifier: "7", name: "a b" },
      "ValidationException: 1 validation error detected: Value 'a b' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+",
    ],
  ])("%j is refused", (request, message) => {
    expect(rejection(() => service().startExecution(request, 0))).toBe(message)
  })

  test("the same name and payload name the same execution, running or closed", () => {
    const driver = new Driver({ start: { payload: "1" } })
    const again = { functionName: "flow", qualifier: "7", name: "run", payload: "1" }
    const same = { durableExecutionArn: driver.arn, executedVersion: "7", created: false }
    expect(driver.service.startExecution(again, 0)).toEqual(same)
    driver.begin()
    driver.succeed()
    expect(driver.service.startExecution(again, 0)).toEqual(same)
    expect(driver.service.executionArns()).toEqual([driver.arn])
    expect(driver.service.pendingInvocations()).toEqual([])
  })

  test.each([
    ["another payload", { payload: "2" }],
    ["no payload", {}],
    ["another version", { payload: "1", qualifier: "$LATEST" }],
  ])("the same name with %s is refused", (_, change) => {
    const driver = new Driver({ start: { payload: "1" } })
    const request = { functionName: "flow", qualifier: "7", name: "run", ...change }
    expect(rejection(() => driver.service.startExecution(request, 0))).toBe(
      `DurableExecutionAlreadyStartedException: Execution already started: ${driver.arn}`,
    )
  })

  test("a name belongs to its function", () => {
    const driver = new Driver()
    driver.service.registerFunction({ ...durable, functionName: "other" })
    const request = { functionName: "other", qualifier: "7", name: "run" }
    expect(driver.service.startExecution(request, 0).created).toBe(true)
  })

  test.each([
    ["RequestResponse", 6_291_456],
    ["Event", 1_048_576],
  ] as const)("%s takes an input of %i bytes and no more", (invocationType, limit) => {
    const request = { functionName: "flow", qualifier: "7", invocationType }
    const fitting = { ...request, payload: "x".repeat(limit) }
    expect(service().startExecution(fitting, 0).created).toBe(true)
    // One character of two bytes more.
    const tooLarge = { ...request, payload: `${"x".repeat(limit - 1)}é` }
    expect(rejection(() => service().startExecution(tooLarge, 0))).toBe(
      `RequestTooLargeException: Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
    )
  })

  test("a synchronous start of a long execution is refused if that is asked for", () => {
    const strict = service({ enforceSynchronousTimeout: true })
    const request = { functionName: "flow", qualifier: "7" }
    expect(rejection(() => strict.startExecution(request, 0))).toMatch(
      "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.",
    )
    expect(strict.startExecution({ ...request, executionTimeoutSeconds: 900 }, 0).created).toBe(
      true,
    )
    expect(strict.startExecution({ ...request, invocationType: "Event" }, 0).created).toBe(true)
  })
})

describe("the first records and the first invocation (2.1, 2.2)", () => {
  test("the state is one EXECUTION operation, the history one event", () => {
    const driver = new Driver({ start: { payload: '{"a":1}' } })
    const id = driver.arn.split("/").at(-1)
    expect(driver.service.operations(driver.arn)).toStrictEqual([
      {
        Id: id,
        Type: "EXECUTION",
        Name: "run",
        Status: "STARTED",
        StartTimestamp: new Date(0),
        ExecutionDetails: { InputPayload: '{"a":1}' },
      },
    ])
    expect(driver.events).toStrictEqual([
      {
        EventType: "ExecutionStarted",
        EventId: 1,
        EventTimestamp: new Date(0),
        Id: id,
        Name: "run",
        ExecutionStartedDetails: {
          Input: { Payload: '{"a":1}', Truncated: false },
          ExecutionTimeout: 3_600,
        },
      },
    ])
  })

  test.each([undefined, ""])("payload %j is no input payload at all", (payload) => {
    const driver = new Driver({ start: payload === undefined ? {} : { payload } })
    expect(driver.service.operations(driver.arn)[0]?.ExecutionDetails).toStrictEqual({})
    expect(driver.events[0]?.ExecutionStartedDetails?.Input).toStrictEqual({ Truncated: false })
  })

  test("the first input has nothing but the EXECUTION, and nothing updated", () => {
    const driver = new Driver()
    expect(driver.service.pendingInvocations()).toEqual([
      { kind: "durable", durableExecutionArn: driver.arn, functionName: "flow", version: "7" },
    ])
    const { requestId, functionArn, functionName, version, input } = driver.begin()
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect({ functionArn, functionName, version }).toEqual({
      functionArn: "arn:aws:lambda:us-east-1:123456789012:function:flow:7",
      functionName: "flow",
      version: "7",
    })
    expect(input.DurableExecutionArn).toBe(driver.arn)
    expect(input.CheckpointToken).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
    expect(input.UpdatedOperationIds).toEqual([])
    expect(input.InitialExecutionState.Operations).toHaveLength(1)
    expect(input.InitialExecutionState).not.toHaveProperty("NextMarker")
    expect(driver.service.pendingInvocations()).toEqual([])
  })

  test("the function's version may change without changing what a running execution runs", () => {
    const driver = new Driver()
    driver.service.registerFunction({ ...durable, version: "8" })
    expect(driver.begin().version).toBe("7")
  })
})

describe("identifiers", () => {
  function ids(seed: number | string): string[] {
    const created = service({ seed })
    const started = created.startExecution({ functionName: "flow", qualifier: "7" }, 0)
    const { requestId, input } = created.beginInvocation(started.durableExecutionArn, 0)
    return [started.durableExecutionArn, requestId, input.CheckpointToken]
  }

  test("derive from the seed alone", () => {
    expect(ids(1)).toEqual(ids(1))
    for (const [index, id] of ids(1).entries()) {
      expect(ids(2)[index]).not.toBe(id)
      expect(ids("1")[index]).not.toBe(id)
    }
  })

  test("are never used twice", () => {
    const created = service()
    const arns = Array.from(
      { length: 5_000 },
      () => created.startExecution({ functionName: "flow", qualifier: "7" }, 0).durableExecutionArn,
    )
    const executionIds = new Set(arns.map((arn) => arn.split("/").at(-1)))
    expect(executionIds.size).toBe(5_000)
    const names = new Set(arns.map((arn) => arn.split("/").at(-2)))
    expect(names.size).toBe(5_000)
  })
})
