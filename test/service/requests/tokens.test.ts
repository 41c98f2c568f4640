import { describe, expect, test } from "vitest"
import { Driver, execution, invalid, rejection, statuses, step, wait } from "../driver.ts"

const stale = "Invalid checkpoint token"

describe("checkpoint tokens (3.2)", () => {
  test("every accepted checkpoint consumes its token and hands out the next, empty ones too", () => {
    const driver = Driver.begun()
    const seen = new Set([driver.token])
    for (let count = 0; count < 5; count++) {
      const used = driver.token ?? ""
      seen.add(driver.checkpoint().CheckpointToken)
      expect(invalid(() => driver.checkpointWith({ CheckpointToken: used }))).toBe(stale)
    }
    expect(seen.size).toBe(6)
  })

  test("Updates may be absent", () => {
    const driver = Driver.begun()
    expect(driver.checkpointWith({}).NewExecutionState).toEqual({ Operations: [] })
  })

  test("garbage", () => {
    const driver = Driver.begun()
    expect(invalid(() => driver.checkpointWith({ CheckpointToken: "Z2FyYmFnZQ==" }))).toBe(stale)
  })

  test("of an older invocation", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 1))
    const { token = "" } = driver
    driver.pending()
    expect(invalid(() => driver.checkpoint())).toBe(stale)
    driver.advance(1)
    driver.begin()
    expect(invalid(() => driver.checkpointWith({ CheckpointToken: token }))).toBe(stale)
    expect(driver.delta()).toEqual([])
  })

  test("no invocation in flight", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("a", 1))
    driver.pending()
    expect(invalid(() => driver.checkpoint())).toBe(stale)
  })

  test("of an unknown execution", () => {
    const driver = Driver.begun()
    const DurableExecutionArn = `${driver.arn}x`
    const request = { DurableExecutionArn, CheckpointToken: "Z2FyYmFnZQ==" }
    expect(invalid(() => driver.service.checkpointDurableExecution(request, 0))).toBe(stale)
    expect(invalid(() => driver.service.getDurableExecutionState(request, 0))).toBe(stale)
  })

  test("a good token of another execution", () => {
    const driver = Driver.begun()
    const request = { functionName: "flow", qualifier: "7", name: "other" }
    const other = driver.service.startExecution(request, 0).durableExecutionArn
    const { input } = driver.service.beginInvocation(other, 0)
    const mixed = { DurableExecutionArn: driver.arn, CheckpointToken: input.CheckpointToken }
    const message = "Checkpoint token is not valid for the durable execution ARN"
    expect(invalid(() => driver.service.checkpointDurableExecution(mixed, 0))).toBe(message)
    expect(invalid(() => driver.service.getDurableExecutionState(mixed, 0))).toBe(message)
  })

  test("missing and malformed tokens are violations of the model", () => {
    const driver = Driver.begun()
    expect(rejection(() => driver.checkpointWith({ CheckpointToken: undefined as never }))).toBe(
      "ValidationException: 1 validation error detected: Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null",
    )
    expect(rejection(() => driver.checkpointWith({ CheckpointToken: "a b" }))).toBe(
      "ValidationException: 1 validation error detected: Value 'a b' at 'checkpointToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}",
    )
  })

  test("the text is an option, for SDKs that look for another", () => {
    const driver = Driver.begun({ staleTokenText: "Invalid Checkpoint Token" })
    expect(invalid(() => driver.checkpointWith({ CheckpointToken: "AAAA" }))).toBe(
      "Invalid Checkpoint Token",
    )
  })

  test("a rejected batch does not consume the token, and stores nothing of itself", () => {
    const driver = Driver.begun()
    const { token } = driver
    expect(invalid(() => driver.checkpoint(step.succeed("a"), wait.cancel("b")))).toBe(
      "Cannot cancel a WAIT that does not exist or has already completed.",
    )
    expect(statuses(driver.service.operations(driver.arn))).toEqual(["EXECUTION STARTED"])
    expect(driver.trace).toEqual(["ExecutionStarted"])
    expect(driver.token).toBe(token)
    expect(driver.delta(step.succeed("a"))).toEqual(["a SUCCEEDED"])
  })
})

describe("idempotent checkpoints (3.3)", () => {
  function repeated(driver: Driver): () => unknown {
    const request = {
      CheckpointToken: driver.token ?? "",
      ClientToken: "client-1",
      Updates: [step.succeed("a", "1")],
    }
    return () => driver.checkpointWith(request)
  }

  test("the same pair of tokens gets the identical answer, and nothing is applied", () => {
    const driver = Driver.begun()
    driver.checkpoint(wait.start("w", 1))
    const send = repeated(driver)
    const first = JSON.stringify(send())
    const events = driver.events
    driver.advance(1)
    expect(JSON.stringify(send())).toBe(first)
    expect(driver.events).toHaveLength(events.length + 1)
    // The token it repeats is the one in force.
    expect(driver.delta()).toEqual(["w SUCCEEDED"])
  })

  test("the updates of the repeat are not compared", () => {
    const driver = Driver.begun()
    const { token = "" } = driver
    const first = repeated(driver)()
    const other = { CheckpointToken: token, ClientToken: "client-1", Updates: [step.start("z")] }
    expect(driver.checkpointWith(other)).toEqual(first)
    expect(statuses(driver.service.operations(driver.arn))).not.toContain("z STARTED")
  })

  test("an answer is the caller's own: to change it changes no repeat", () => {
    const driver = Driver.begun()
    const send = repeated(driver)
    const first = send() as { NewExecutionState: { Operations: { Id: string }[] } }
    first.NewExecutionState.Operations.length = 0
    const second = send() as typeof first
    expect(second.NewExecutionState.Operations).toHaveLength(1)
    const [operation] = second.NewExecutionState.Operations
    if (operation !== undefined) operation.Id = "changed"
    expect(JSON.stringify(send())).not.toContain("changed")
  })

  test("another client token, or none, with the same token is stale", () => {
    const driver = Driver.begun()
    const { token: CheckpointToken = "" } = driver
    repeated(driver)()
    expect(invalid(() => driver.checkpointWith({ CheckpointToken, ClientToken: "x" }))).toBe(stale)
    expect(invalid(() => driver.checkpointWith({ CheckpointToken }))).toBe(stale)
  })

  test("the same client token with the next token is a new checkpoint", () => {
    const driver = Driver.begun()
    repeated(driver)()
    driver.checkpointWith({ ClientToken: "client-1", Updates: [step.start("b")] })
    expect(driver.operation("b").Status).toBe("STARTED")
  })

  test("once the next checkpoint was accepted the pair is forgotten", () => {
    const driver = Driver.begun()
    const send = repeated(driver)
    send()
    driver.checkpoint()
    expect(invalid(send)).toBe(stale)
  })

  test("a rejected checkpoint in between is not the next", () => {
    const driver = Driver.begun()
    const send = repeated(driver)
    const first = send()
    expect(invalid(() => driver.checkpoint(wait.cancel("b")))).not.toBe("")
    expect(send()).toEqual(first)
  })

  test("after 15 minutes the pair is forgotten", () => {
    const driver = Driver.begun()
    const send = repeated(driver)
    const first = send()
    driver.advance(15 * 60 - 1)
    expect(send()).toEqual(first)
    driver.advance(1)
    expect(invalid(send)).toBe(stale)
  })

  test("the closing checkpoint cannot be repeated", () => {
    const driver = Driver.begun()
    const request = {
      CheckpointToken: driver.token ?? "",
      ClientToken: "client-1",
      Updates: [execution.succeed("1")],
    }
    driver.checkpointWith(request)
    expect(invalid(() => driver.checkpointWith(request))).toBe(stale)
  })

  test("a client token is 1 to 64 printable characters", () => {
    const driver = Driver.begun()
    for (const ClientToken of ["", "a b", "é", "x".repeat(65)]) {
      expect(rejection(() => driver.checkpointWith({ ClientToken }))).toMatch(
        /^ValidationException: 1 validation error detected: Value '.*' at 'clientToken'/,
      )
    }
  })
})
