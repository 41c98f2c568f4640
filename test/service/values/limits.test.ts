import { describe, expect, test } from "vitest"
import { Driver, invalid, statuses, step } from "../driver.ts"

describe("quotas (11)", () => {
  test("3,000 operations; one more fails the execution, and there is no next token", () => {
    const driver = Driver.begun()
    const steps = Array.from({ length: 3_000 }, (_, index) => step.start(`s-${index}`))
    expect(driver.checkpoint(...steps)).toHaveProperty("CheckpointToken")
    const response = driver.checkpoint(step.start("one-more"))
    expect(response).not.toHaveProperty("CheckpointToken")
    expect(statuses(response.NewExecutionState?.Operations)).toEqual([
      "EXECUTION FAILED",
      "one-more STARTED",
    ])
    expect(driver.status).toBe("FAILED")
    expect(driver.error).toEqual({
      ErrorType: "InvalidParameterValueException",
      ErrorMessage: "Durable execution exceeded the maximum number of operations: 3000.",
    })
    expect(invalid(() => driver.checkpoint())).toBe("Invalid checkpoint token")
    driver.pending()
    expect(driver.trace.slice(-2)).toEqual(["InvocationCompleted", "ExecutionFailed"])
  })

  test("100 MB of stored data, everything that was ever stored counts", () => {
    const driver = Driver.begun({
      limits: { storedBytes: 1_000 },
      start: { payload: "x".repeat(100) },
    })
    driver.checkpoint(step.retry("a", 1, { Payload: "x".repeat(500) }))
    driver.advance(1)
    expect(driver.checkpoint(step.succeed("a", "x".repeat(400)))).toHaveProperty("CheckpointToken")
    expect(driver.checkpoint(step.succeed("b", "x"))).not.toHaveProperty("CheckpointToken")
    expect(driver.error?.ErrorMessage).toBe(
      "Durable execution exceeded the maximum size of stored data: 1000 bytes.",
    )
  })

  test("the quotas are options", () => {
    const driver = Driver.begun({ limits: { operations: 30_000 } })
    const steps = Array.from({ length: 3_001 }, (_, index) => step.start(`s-${index}`))
    expect(driver.checkpoint(...steps)).toHaveProperty("CheckpointToken")
  })

  test("every limit and every text is an option", () => {
    const driver = Driver.begun({
      limits: { stepPayloadBytes: 10 },
      errorTexts: { stepPayloadTooLarge: (limit) => `at most ${limit}` },
    })
    expect(invalid(() => driver.checkpoint(step.succeed("a", "x".repeat(11))))).toBe("at most 10")
  })

  test("an option that is given as undefined keeps its default", () => {
    const driver = Driver.begun({ limits: { stepPayloadBytes: undefined as never } })
    expect(driver.delta(step.succeed("a", "1"))).toEqual(["a SUCCEEDED"])
  })
})
