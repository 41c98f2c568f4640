import { describe, expect, test } from "vitest"
import { callback, context, Driver, statuses, step, wait } from "../driver.ts"

describe("STEP (3.7, 4.2)", () => {
  test("START creates it with no attempt finished", () => {
    const driver = Driver.begun()
    driver.now = 3
    driver.checkpoint(step.start("a", { Name: "charge", SubType: "Step" }))
    expect(driver.operation("a")).toStrictEqual({
      Id: "a",
      Type: "STEP",
      Name: "charge",
      SubType: "Step",
      Status: "STARTED",
      StartTimestamp: new Date(3),
      StepDetails: { Attempt: 0 },
    })
  })

  test("SUCCEED on nothing creates it, without a StepStarted", () => {
    const driver = Driver.begun()
    driver.now = 3
    driver.checkpoint(step.succeed("a", '"x"'))
    expect(driver.operation("a")).toStrictEqual({
      Id: "a",
      Type: "STEP",
      Status: "SUCCEEDED",
      StartTimestamp: new Date(3),
      EndTimestamp: new Date(3),
      StepDetails: { Attempt: 1, Result: '"x"' },
    })
    expect(driver.trace).toEqual(["ExecutionStarted", "StepSucceeded(a)"])
  })

  test("attempts count as they finish, over one start time", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.start("a"), step.retry("a", 2, { Error: { ErrorType: "E" } }))
    expect(driver.operation("a")).toStrictEqual({
      Id: "a",
      Type: "STEP",
      Status: "PENDING",
      StartTimestamp: new Date(0),
      StepDetails: {
        Attempt: 1,
        Error: { ErrorType: "E" },
        NextAttemptTimestamp: new Date(2_000),
      },
    })
    driver.advance(2)
    expect(driver.operation("a")).toMatchObject({ Status: "READY", StepDetails: { Attempt: 1 } })
    expect(driver.operation("a").StepDetails).not.toHaveProperty("NextAttemptTimestamp")
    driver.checkpoint(step.start("a"), step.succeed("a", "1"))
    expect(driver.operation("a")).toStrictEqual({
      Id: "a",
      Type: "STEP",
      Status: "SUCCEEDED",
      StartTimestamp: new Date(0),
      EndTimestamp: new Date(2_000),
      StepDetails: { Attempt: 2, Result: "1" },
    })
    expect(
      driver.events.slice(1).map((event) => [event.StepFailedDetails, event.StepSucceededDetails]),
    ).toMatchObject([
      [undefined, undefined],
      [{ RetryDetails: { CurrentAttempt: 1, NextAttemptDelaySeconds: 2 } }, undefined],
      [undefined, undefined],
      [undefined, { RetryDetails: { CurrentAttempt: 2 } }],
    ])
  })

  test("a RETRY without an error is a success that goes on, and its state is kept", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.start("a"), step.retry("a", 1, { Payload: "5" }))
    expect(driver.operation("a").StepDetails).toMatchObject({ Attempt: 1, Result: "5" })
    driver.advance(1)
    expect(driver.operation("a").StepDetails).toStrictEqual({ Attempt: 1, Result: "5" })
    driver.checkpoint(step.start("a"))
    expect(driver.operation("a").StepDetails).toStrictEqual({ Attempt: 1, Result: "5" })
    driver.checkpoint(step.fail("a", { ErrorType: "E" }))
    expect(driver.operation("a").StepDetails).toStrictEqual({
      Attempt: 2,
      Error: { ErrorType: "E" },
    })
    expect(driver.trace.slice(1)).toEqual([
      "StepStarted(a)",
      "StepSucceeded(a)",
      "StepStarted(a)",
      "StepFailed(a)",
    ])
  })

  test("READY is no event", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.retry("a", 1))
    const { length } = driver.events
    driver.advance(1)
    expect(driver.events).toHaveLength(length)
    expect(driver.delta()).toEqual(["a READY"])
  })

  test("started steps are counted", () => {
    const driver = Driver.begun()
    const counts: number[] = []
    const count = (): void => {
      counts.push(driver.service.startedStepCount(driver.arn))
    }
    driver.checkpoint(step.start("a"), step.start("b"), step.start("c"), step.succeed("c"))
    count()
    driver.checkpoint(step.retry("a", 1), step.fail("b"))
    count()
    driver.advance(1)
    driver.checkpoint(step.start("a"))
    count()
    expect(counts).toEqual([2, 0, 1])
  })
})

describe("WAIT (3.7, 4.3)", () => {
  test("fires at exactly its scheduled end", () => {
    const driver = Driver.begun()
    driver.now = 1
    driver.checkpoint(wait.start("a", 10, { Name: "pause", SubType: "Wait" }))
    const started = {
      Id: "a",
      Type: "WAIT",
      Name: "pause",
      SubType: "Wait",
      StartTimestamp: new Date(1),
      WaitDetails: { ScheduledEndTimestamp: new Date(10_001) },
    }
    expect(driver.operation("a")).toStrictEqual({ ...started, Status: "STARTED" })
    expect(driver.service.nextDue()).toBe(10_001)
    expect(driver.service.fireDue(10_000)).toBe(0)
    expect(driver.service.fireDue(10_001)).toBe(1)
    expect(driver.operation("a")).toStrictEqual({
      ...started,
      Status: "SUCCEEDED",
      EndTimestamp: new Date(10_001),
    })
  })

  test("a cancelled wait has no timer", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 10))
    driver.checkpoint(wait.cancel("a"))
    expect(driver.operation("a").EndTimestamp).toEqual(new Date(0))
    expect(driver.service.nextDue()).toBe(3_600_000)
    expect(driver.events.at(-1)).toMatchObject({ EventType: "WaitCancelled", Id: "a" })
    expect(driver.events.at(-1)?.WaitCancelledDetails).toStrictEqual({})
  })

  test("the error of a CANCEL is in its event", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 10))
    driver.checkpoint({ ...wait.cancel("a"), Error: { ErrorType: "E" } })
    expect(driver.events.at(-1)?.WaitCancelledDetails?.Error?.Payload).toEqual({ ErrorType: "E" })
  })
})

describe("CONTEXT (3.7)", () => {
  test("ReplayChildren at START is kept, one given at the end wins", () => {
    const driver = Driver.begun()
    const replay = (ReplayChildren: boolean): object => ({ ContextOptions: { ReplayChildren } })
    driver.checkpoint(context.start("a", replay(true)), context.succeed("a", "1"))
    driver.checkpoint(context.start("b", replay(true)), context.succeed("b", "1", replay(false)))
    driver.checkpoint(context.start("c"), { ...context.fail("c", {}), ...replay(true) })
    driver.checkpoint(context.start("d"), context.succeed("d"))
    expect(["a", "b", "c", "d"].map((id) => driver.operation(id).ContextDetails)).toStrictEqual([
      { ReplayChildren: true, Result: "1" },
      { ReplayChildren: false, Result: "1" },
      { ReplayChildren: true, Error: {} },
      {},
    ])
  })

  test("a close without START creates it, without a ContextStarted", () => {
    const driver = Driver.begun()
    driver.checkpoint(context.succeed("a", "1"))
    expect(driver.trace).toEqual(["ExecutionStarted", "ContextSucceeded(a)"])
  })
})

describe("the answer to a checkpoint (3.1, 3.8)", () => {
  test("has every operation the request changed, once, in its latest state", () => {
    const driver = Driver.begun()
    const delta = driver.delta(
      step.start("a"),
      context.start("c"),
      step.start("b", { ParentId: "c" }),
      step.succeed("a"),
      context.succeed("c"),
    )
    expect(delta).toEqual(["a SUCCEEDED", "c SUCCEEDED", "b STARTED"])
    expect(driver.trace.slice(1)).toEqual([
      "StepStarted(a)",
      "ContextStarted(c)",
      "StepStarted(b)",
      "StepSucceeded(a)",
      "ContextSucceeded(c)",
    ])
  })

  test("what was told is not told again", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.start("a"))
    expect(driver.delta(step.start("b"))).toEqual(["b STARTED"])
    expect(driver.delta()).toEqual([])
  })

  test("changes from outside come along, in order of creation", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("w", 1), callback("c"), step.retry("s", 1))
    driver.service.sendDurableExecutionCallbackSuccess({ CallbackId: driver.callbackId("c") }, 0)
    driver.advance(1)
    expect(driver.delta(step.start("z"))).toEqual([
      "w SUCCEEDED",
      "c SUCCEEDED",
      "s READY",
      "z STARTED",
    ])
  })

  test("timers due now fire within the checkpoint, after its updates", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("w", 1), callback("c", { timeout: 1 }), step.retry("s", 1))
    driver.now = 1_000
    expect(driver.delta(step.start("z"))).toEqual([
      "w SUCCEEDED",
      "c TIMED_OUT",
      "s READY",
      "z STARTED",
    ])
    expect(driver.trace.slice(-3)).toEqual([
      "StepStarted(z)",
      "WaitSucceeded(w)",
      "CallbackTimedOut(c)",
    ])
    expect(driver.service.fireDue(1_000)).toBe(0)
  })

  test("a wait that is due can still be cancelled: updates come first", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("w", 1))
    driver.now = 1_000
    expect(driver.delta(wait.cancel("w"))).toEqual(["w CANCELLED"])
  })

  test("an empty checkpoint is a poll", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("w", 1))
    driver.now = 999
    expect(driver.delta()).toEqual([])
    driver.now = 1_000
    expect(driver.delta()).toEqual(["w SUCCEEDED"])
  })

  test("timers of other executions are left alone", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("w", 1))
    const request = { functionName: "flow", qualifier: "7", name: "other" }
    const other = driver.service.startExecution(request, 0).durableExecutionArn
    const { input } = driver.service.beginInvocation(other, 0)
    driver.service.checkpointDurableExecution(
      { DurableExecutionArn: other, CheckpointToken: input.CheckpointToken },
      1_000,
    )
    expect(driver.operation("w").Status).toBe("STARTED")
    expect(driver.service.fireDue(1_000)).toBe(1)
  })

  test("what is returned is the caller's: changing it changes nothing in the service", () => {
    const driver = Driver.begun()
    const error = { ErrorType: "E", StackTrace: ["frame"] }
    const response = driver.checkpoint(step.fail("a", error))
    error.StackTrace.push("changed")
    const before = JSON.stringify(driver.operation("a"))
    for (const operation of response.NewExecutionState?.Operations ?? []) {
      operation.StepDetails?.Error?.StackTrace?.push("changed")
      operation.StartTimestamp?.setTime(99)
      operation.Status = "STARTED"
    }
    for (const event of driver.service.events(driver.arn)) {
      event.StepFailedDetails?.Error?.Payload?.StackTrace?.push("changed")
      event.EventTimestamp?.setTime(99)
    }
    expect(JSON.stringify(driver.operation("a"))).toBe(before)
    expect(before).not.toContain("changed")
    expect(JSON.stringify(driver.events)).not.toContain("changed")
    expect(driver.events[1]?.EventTimestamp).toEqual(new Date(0))
  })

  test("every operation in a state keeps its order of creation", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("b", 1), step.start("a"))
    driver.advance(1)
    expect(statuses(driver.service.operations(driver.arn))).toEqual([
      "EXECUTION STARTED",
      "b SUCCEEDED",
      "a STARTED",
    ])
  })
})
