import type { Event, OperationUpdate } from "@aws-sdk/client-lambda"
import { describe, expect, test } from "vitest"
import { callback, context, Driver, execution, invoke, step, wait } from "../driver.ts"

/** Events as in section 8.3: type, attempt and next delay, the error's type. */
function brief({
  EventType,
  StepSucceededDetails,
  StepFailedDetails,
  WaitStartedDetails,
  InvocationCompletedDetails,
}: Event): string {
  const retry = StepSucceededDetails?.RetryDetails ?? StepFailedDetails?.RetryDetails
  const facts = [
    retry && `att ${retry.CurrentAttempt}`,
    retry?.NextAttemptDelaySeconds !== undefined && `next ${retry.NextAttemptDelaySeconds}`,
    WaitStartedDetails && `${WaitStartedDetails.Duration}`,
    InvocationCompletedDetails?.Error?.Payload?.ErrorType,
  ].filter(Boolean)
  const name = EventType === "InvocationCompleted" ? "InvC" : `${EventType}`
  return facts.length === 0 ? name : `${name}(${facts.join(", ")})`
}

function trace(driver: Driver): string[] {
  expect(driver.events.map(({ EventId }) => EventId)).toEqual(driver.events.map((_, i) => i + 1))
  expect(brief(driver.events[0] ?? {})).toBe("ExecutionStarted")
  return driver.events.slice(1).map(brief)
}

/** Checkpoints, ends with PENDING, and lets the next timer bring the next invocation. */
function suspendUntilDue(driver: Driver, ...updates: OperationUpdate[]): void {
  if (updates.length > 0) driver.checkpoint(...updates)
  driver.pending()
  driver.advance(((driver.service.nextDue() ?? 0) - driver.now) / 1_000)
  driver.begin()
}

const failed = { Status: "FAILED", Error: { ErrorType: "E" } }

describe("reference traces (8.3)", () => {
  test("step", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.start("a"), step.succeed("a", "1"))
    driver.succeed("1")
    expect(trace(driver)).toEqual([
      "StepStarted",
      "StepSucceeded(att 1)",
      "InvC",
      "ExecutionSucceeded",
    ])
  })

  test("wait 2 s", () => {
    const driver = Driver.begun()
    suspendUntilDue(driver, wait.start("a", 2))
    driver.succeed()
    expect(trace(driver)).toEqual([
      "WaitStarted(2)",
      "InvC",
      "WaitSucceeded",
      "InvC",
      "ExecutionSucceeded",
    ])
  })

  test("retry once", () => {
    const driver = Driver.begun()
    suspendUntilDue(driver, step.start("a"), step.retry("a", 1, { Error: {} }))
    driver.checkpoint(step.start("a"), step.succeed("a"))
    driver.succeed()
    expect(trace(driver)).toEqual([
      "StepStarted",
      "StepFailed(att 1, next 1)",
      "InvC",
      "StepStarted",
      "StepSucceeded(att 2)",
      "InvC",
      "ExecutionSucceeded",
    ])
  })

  test("retry exhausted", () => {
    const driver = Driver.begun()
    for (let attempt = 1; attempt < 4; attempt++) {
      suspendUntilDue(driver, step.start("a"), step.retry("a", 1, { Error: {} }))
    }
    driver.checkpoint(step.start("a"), step.fail("a", {}))
    driver.end(failed)
    expect(trace(driver)).toEqual([
      ...[1, 2, 3].flatMap((attempt) => [
        "StepStarted",
        `StepFailed(att ${attempt}, next 1)`,
        "InvC",
      ]),
      "StepStarted",
      "StepFailed(att 4)",
      "InvC(E)",
      "ExecutionFailed",
    ])
  })

  test("waitForCondition to 3", () => {
    const driver = Driver.begun()
    suspendUntilDue(driver, step.start("a"), step.retry("a", 1, { Payload: "1" }))
    suspendUntilDue(driver, step.start("a"), step.retry("a", 1, { Payload: "2" }))
    driver.checkpoint(step.start("a"), step.succeed("a", "3"))
    driver.succeed("3")
    expect(trace(driver)).toEqual([
      "StepStarted",
      "StepSucceeded(att 1, next 1)",
      "InvC",
      "StepStarted",
      "StepSucceeded(att 2, next 1)",
      "InvC",
      "StepStarted",
      "StepSucceeded(att 3)",
      "InvC",
      "ExecutionSucceeded",
    ])
    const results = driver.events.flatMap(
      (event) => event.StepSucceededDetails?.Result?.Payload ?? [],
    )
    expect(results).toEqual(["1", "2", "3"])
  })

  test("crash, at most once, no retry", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.start("a"))
    driver.crash({ ErrorType: "Runtime.ExitError" })
    driver.begin()
    driver.checkpoint(step.fail("a", {}))
    driver.end({ Status: "FAILED" })
    expect(trace(driver)).toEqual([
      "StepStarted",
      "InvC(Runtime.ExitError)",
      "StepFailed(att 1)",
      "InvC",
      "ExecutionFailed",
    ])
  })

  test("crash, at most once, retry", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.start("a"))
    driver.crash({ ErrorType: "Runtime.ExitError" })
    driver.begin()
    suspendUntilDue(driver, step.retry("a", 1, { Error: {} }))
    driver.checkpoint(step.start("a"), step.succeed("a"))
    driver.succeed()
    expect(trace(driver)).toEqual([
      "StepStarted",
      "InvC(Runtime.ExitError)",
      "StepFailed(att 1, next 1)",
      "InvC",
      "StepStarted",
      "StepSucceeded(att 2)",
      "InvC",
      "ExecutionSucceeded",
    ])
  })

  test("crash in a child, at least once", () => {
    const driver = Driver.begun()
    driver.checkpoint(context.start("c"), step.start("a", { ParentId: "c" }))
    driver.crash({ ErrorType: "Runtime.ExitError" })
    driver.begin()
    driver.checkpoint(step.succeed("a"), context.succeed("c"))
    driver.succeed()
    expect(trace(driver)).toEqual([
      "ContextStarted",
      "StepStarted",
      "InvC(Runtime.ExitError)",
      "StepSucceeded(att 1)",
      "ContextSucceeded",
      "InvC",
      "ExecutionSucceeded",
    ])
  })

  test("callback", () => {
    const driver = Driver.begun()
    driver.checkpoint(callback("a"))
    driver.pending()
    driver.service.sendDurableExecutionCallbackSuccess({ CallbackId: driver.callbackId("a") }, 0)
    driver.begin()
    driver.succeed()
    expect(trace(driver)).toEqual([
      "CallbackStarted",
      "InvC",
      "CallbackSucceeded",
      "InvC",
      "ExecutionSucceeded",
    ])
  })

  test("callback time-out", () => {
    const driver = Driver.begun()
    suspendUntilDue(driver, callback("a", { timeout: 5 }))
    driver.end(failed)
    expect(trace(driver)).toEqual([
      "CallbackStarted",
      "InvC",
      "CallbackTimedOut",
      "InvC(E)",
      "ExecutionFailed",
    ])
  })

  test("two callbacks", () => {
    const driver = Driver.begun()
    driver.checkpoint(callback("a"), callback("b"))
    for (const id of ["a", "b"]) {
      driver.pending()
      driver.service.sendDurableExecutionCallbackSuccess({ CallbackId: driver.callbackId(id) }, 0)
      driver.begin()
    }
    driver.succeed()
    expect(trace(driver)).toEqual([
      "CallbackStarted",
      "CallbackStarted",
      "InvC",
      "CallbackSucceeded",
      "InvC",
      "CallbackSucceeded",
      "InvC",
      "ExecutionSucceeded",
    ])
  })

  test("waitForCallback", () => {
    const driver = Driver.begun()
    const inside = { ParentId: "c" }
    driver.checkpoint(context.start("c", { SubType: "WaitForCallback" }), callback("a", {}, inside))
    driver.checkpoint(step.start("s", inside))
    driver.checkpoint(step.succeed("s"))
    driver.pending()
    driver.service.sendDurableExecutionCallbackSuccess({ CallbackId: driver.callbackId("a") }, 0)
    driver.begin()
    driver.checkpoint(context.succeed("c", "1"))
    driver.succeed("1")
    expect(trace(driver)).toEqual([
      "ContextStarted",
      "CallbackStarted",
      "StepStarted",
      "StepSucceeded(att 1)",
      "InvC",
      "CallbackSucceeded",
      "ContextSucceeded",
      "InvC",
      "ExecutionSucceeded",
    ])
    expect(driver.events[1]?.SubType).toBe("WaitForCallback")
    expect(driver.events[2]?.ParentId).toBe("c")
  })

  test("waitForCallback, its submitter fails twice: the callback stays open", () => {
    const driver = Driver.begun()
    const inside = { ParentId: "c" }
    driver.checkpoint(context.start("c"), callback("a", {}, inside), step.start("s", inside))
    suspendUntilDue(driver, step.retry("s", 1, { Error: {} }))
    driver.checkpoint(step.start("s"), step.fail("s", {}), context.fail("c", {}))
    driver.end(failed)
    expect(trace(driver)).toEqual([
      "ContextStarted",
      "CallbackStarted",
      "StepStarted",
      "StepFailed(att 1, next 1)",
      "InvC",
      "StepStarted",
      "StepFailed(att 2)",
      "ContextFailed",
      "InvC(E)",
      "ExecutionFailed",
    ])
    expect(driver.operation("a").Status).toBe("STARTED")
  })

  test("invoke", () => {
    const driver = Driver.begun()
    driver.service.registerFunction({ functionName: "plain" })
    driver.checkpoint(invoke("a", "plain"))
    driver.pending()
    const [pending] = driver.service.pendingInvocations()
    const id = pending?.kind === "plain" ? pending.invocationId : ""
    driver.service.beginPlainInvocation(id, 0)
    driver.service.endPlainInvocation(id, { kind: "returned", payload: "1" }, 0)
    driver.begin()
    driver.succeed()
    expect(trace(driver)).toEqual([
      "ChainedInvokeStarted",
      "InvC",
      "ChainedInvokeSucceeded",
      "InvC",
      "ExecutionSucceeded",
    ])
  })

  test("large child result: the child's body runs again at replay", () => {
    const driver = Driver.begun()
    driver.checkpoint(
      context.start("c"),
      step.start("a", { ParentId: "c" }),
      step.succeed("a", "1"),
    )
    const stripped = context.succeed("c", "", { ContextOptions: { ReplayChildren: true } })
    suspendUntilDue(driver, stripped, wait.start("w", 1))
    expect(driver.invocation?.input.InitialExecutionState.Operations.map(({ Id }) => Id)).toContain(
      "a",
    )
    driver.succeed()
    expect(trace(driver)).toEqual([
      "ContextStarted",
      "StepStarted",
      "StepSucceeded(att 1)",
      "ContextSucceeded",
      "WaitStarted(1)",
      "InvC",
      "WaitSucceeded",
      "InvC",
      "ExecutionSucceeded",
    ])
  })

  test("failure before any operation", () => {
    const driver = Driver.begun()
    driver.end(failed)
    expect(trace(driver)).toEqual(["InvC(E)", "ExecutionFailed"])
  })

  test("parallel, sequential", () => {
    const driver = Driver.begun()
    driver.checkpoint(context.start("p", { SubType: "Parallel" }))
    for (const id of ["1", "2"]) {
      const branch = context.start(`b${id}`, { SubType: "ParallelBranch", ParentId: "p" })
      const body = step.start(`s${id}`, { ParentId: `b${id}` })
      driver.checkpoint(branch, body, step.succeed(`s${id}`), context.succeed(`b${id}`))
    }
    driver.checkpoint(context.succeed("p"))
    driver.succeed()
    const oneBranch = ["ContextStarted", "StepStarted", "StepSucceeded(att 1)", "ContextSucceeded"]
    expect(trace(driver)).toEqual([
      "ContextStarted",
      ...oneBranch,
      ...oneBranch,
      "ContextSucceeded",
      "InvC",
      "ExecutionSucceeded",
    ])
  })
})

describe("events (8.1, 8.2)", () => {
  test("an operation's events carry its id, name, sub-type and parent", () => {
    const driver = Driver.begun()
    driver.checkpoint(context.start("c"))
    driver.now = 8
    driver.checkpoint(step.start("a", { Name: "charge card", SubType: "Step", ParentId: "c" }))
    expect(driver.events.at(-1)).toStrictEqual({
      EventType: "StepStarted",
      EventId: 3,
      EventTimestamp: new Date(8),
      Id: "a",
      Name: "charge card",
      SubType: "Step",
      ParentId: "c",
      StepStartedDetails: {},
    })
  })

  test("InvocationCompleted has no id; without an error it says none", () => {
    const driver = Driver.begun()
    driver.now = 8
    driver.succeed()
    expect(driver.events[1]).toStrictEqual({
      EventType: "InvocationCompleted",
      EventId: 2,
      EventTimestamp: new Date(8),
      InvocationCompletedDetails: {
        StartTimestamp: new Date(0),
        EndTimestamp: new Date(8),
        RequestId: driver.invocation?.requestId,
      },
    })
  })

  test("the details of every event a checkpoint makes", () => {
    const driver = Driver.begun()
    driver.service.registerFunction({ functionName: "plain" })
    driver.checkpoint(
      context.start("c"),
      context.succeed("c"),
      context.fail("d", { ErrorType: "E" }),
      step.start("s"),
      step.succeed("s", "1"),
      step.fail("t", { ErrorType: "E" }),
      wait.start("w", 5),
      callback("k", { timeout: 3 }),
      invoke("i", "plain", "1"),
    )
    expect(driver.events.slice(1).map((event) => Object.values(event).at(-1))).toStrictEqual([
      {},
      { Result: { Truncated: false } },
      { Error: { Payload: { ErrorType: "E" }, Truncated: false } },
      {},
      { Result: { Payload: "1", Truncated: false }, RetryDetails: { CurrentAttempt: 1 } },
      {
        Error: { Payload: { ErrorType: "E" }, Truncated: false },
        RetryDetails: { CurrentAttempt: 1 },
      },
      { Duration: 5, ScheduledEndTimestamp: new Date(5_000) },
      { CallbackId: driver.callbackId("k"), Timeout: 3 },
      {
        FunctionName: "plain",
        Input: { Payload: "1", Truncated: false },
        ExecutedVersion: "$LATEST",
      },
    ])
    driver.advance(5)
    expect(driver.events.at(-1)?.WaitSucceededDetails).toStrictEqual({ Duration: 5 })
  })

  test("without data every wrapper says so, and everything else stays", () => {
    const driver = Driver.begun({ start: { payload: "1" } })
    driver.checkpoint(step.fail("a", { ErrorType: "E" }), step.succeed("b"), wait.start("w", 5))
    driver.crash()
    const { Events = [] } = driver.service.getDurableExecutionHistory(
      { DurableExecutionArn: driver.arn, IncludeExecutionData: false },
      0,
    )
    expect(Events.map((event) => Object.values(event).at(-1))).toMatchObject([
      { Input: { Truncated: true }, ExecutionTimeout: 3_600 },
      { Error: { Truncated: true }, RetryDetails: { CurrentAttempt: 1 } },
      { Result: { Truncated: true }, RetryDetails: { CurrentAttempt: 1 } },
      { Duration: 5, ScheduledEndTimestamp: new Date(5_000) },
      { RequestId: driver.invocation?.requestId, Error: { Truncated: true } },
    ])
    expect(JSON.stringify(Events)).not.toContain("Payload")
    expect(Events[1]?.Id).toBe("a")
  })

  test("the history of a result that was checkpointed", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.start("a"), step.succeed("a", "1"))
    driver.checkpoint(execution.succeed('"big"'))
    driver.succeed("")
    expect(trace(driver)).toEqual([
      "StepStarted",
      "StepSucceeded(att 1)",
      "InvC",
      "ExecutionSucceeded",
    ])
  })
})

describe("GetDurableExecutionHistory (9.3)", () => {
  function history(driver: Driver, request: object = {}): [number[], string | undefined] {
    const { Events = [], NextMarker } = driver.service.getDurableExecutionHistory(
      { DurableExecutionArn: driver.arn, ...request },
      driver.now,
    )
    return [Events.map(({ EventId }) => EventId ?? 0), NextMarker]
  }

  function long(): Driver {
    const driver = Driver.begun()
    for (let index = 0; index < 6; index++) driver.checkpoint(step.start(`s-${index}`))
    return driver
  }

  test("both orders", () => {
    expect(history(long())).toEqual([[1, 2, 3, 4, 5, 6, 7], undefined])
    expect(history(long(), { ReverseOrder: true })).toEqual([[7, 6, 5, 4, 3, 2, 1], undefined])
  })

  test.each([
    [false, [[1, 2, 3], [4, 5, 6], [7]]],
    [true, [[7, 6, 5], [4, 3, 2], [1]]],
  ])("in pages, reversed %s", (ReverseOrder, pages) => {
    const driver = long()
    let marker: string | undefined
    for (const expected of pages) {
      const request = { ReverseOrder, MaxItems: 3, ...(marker !== undefined && { Marker: marker }) }
      const [ids, next] = history(driver, request)
      expect(ids).toEqual(expected)
      marker = next
    }
    expect(marker).toBeUndefined()
  })

  test("a full last page ends the listing", () => {
    expect(history(long(), { MaxItems: 7 })).toEqual([[1, 2, 3, 4, 5, 6, 7], undefined])
  })

  test("a marker holds while the history grows", () => {
    const driver = long()
    const [, Marker] = history(driver, { MaxItems: 5 })
    const [, reversed] = history(driver, { MaxItems: 5, ReverseOrder: true })
    driver.checkpoint(step.start("z"))
    expect(history(driver, { Marker })).toEqual([[6, 7, 8], undefined])
    expect(history(driver, { Marker: reversed, ReverseOrder: true })).toEqual([[2, 1], undefined])
  })

  test("100 events unless asked otherwise", () => {
    const driver = Driver.begun()
    driver.checkpoint(...Array.from({ length: 120 }, (_, index) => step.start(`s-${index}`)))
    expect(history(driver)[0]).toHaveLength(100)
    expect(history(driver, { MaxItems: 1_000 })[0]).toHaveLength(121)
  })

  test("the default for data is an option", () => {
    const driver = Driver.begun({ historyIncludesExecutionData: false, start: { payload: "1" } })
    const get = (IncludeExecutionData?: boolean): unknown =>
      driver.service.getDurableExecutionHistory(
        { DurableExecutionArn: driver.arn, IncludeExecutionData },
        0,
      ).Events?.[0]?.ExecutionStartedDetails?.Input
    expect(get()).toEqual({ Truncated: true })
    expect(get(true)).toEqual({ Payload: "1", Truncated: false })
    const usual = Driver.begun({ start: { payload: "1" } })
    expect(
      usual.service.getDurableExecutionHistory({ DurableExecutionArn: usual.arn }, 0).Events?.[0],
    ).toEqual(usual.events[0])
  })

  test("eventsSince and eventCount follow a history cheaply", () => {
    const driver = long()
    expect(driver.service.eventCount(driver.arn)).toBe(7)
    expect(driver.service.eventsSince(driver.arn, 5)).toEqual(driver.events.slice(5))
    expect(driver.service.eventsSince(driver.arn, 7)).toEqual([])
  })
})
