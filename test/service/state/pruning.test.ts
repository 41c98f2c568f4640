import { describe, expect, test } from "vitest"
import { context, Driver, statuses, step, wait } from "../driver.ts"

const replayed = { ContextOptions: { ReplayChildren: true } }

/** The ids the next invocation is given; the wait "tick" brings it about. */
function nextInput(driver: Driver): string[] {
  driver.checkpoint(wait.start(`tick-${driver.now}`, 1))
  driver.pending()
  driver.advance(1)
  const { Operations } = driver.begin().input.InitialExecutionState
  return statuses(Operations)
    .filter((line) => !line.startsWith("tick") && !line.startsWith("EXECUTION"))
    .map((line) => line.split(" ")[0] ?? "")
}

describe("children of completed contexts (4.4)", () => {
  test("are left out of the input and of GetDurableExecutionState, never of history", () => {
    const driver = Driver.begun()
    driver.checkpoint(
      context.start("c"),
      step.succeed("a", "1", { ParentId: "c" }),
      context.succeed("c", "2"),
    )
    expect(nextInput(driver)).toEqual(["c"])
    const state = driver.service.getDurableExecutionState(
      { DurableExecutionArn: driver.arn, CheckpointToken: driver.token },
      driver.now,
    )
    expect(statuses(state.Operations)).toEqual([
      "EXECUTION STARTED",
      "c SUCCEEDED",
      "tick-0 SUCCEEDED",
    ])
    expect(driver.trace).toContain("StepSucceeded(a)")
    expect(driver.operation("a").Status).toBe("SUCCEEDED")
  })

  test("stay while the context runs", () => {
    const driver = Driver.begun()
    driver.checkpoint(context.start("c"), step.succeed("a", "1", { ParentId: "c" }))
    expect(nextInput(driver)).toEqual(["c", "a"])
    driver.checkpoint(context.fail("c", {}))
    expect(nextInput(driver)).toEqual(["c"])
  })

  test("stay if the context replays its children", () => {
    const driver = Driver.begun()
    driver.checkpoint(
      context.start("c"),
      step.succeed("a", "1", { ParentId: "c" }),
      context.succeed("c", "", replayed),
    )
    expect(nextInput(driver)).toEqual(["c", "a"])
  })

  test("any ancestor decides: an outer one hides what an inner one would replay", () => {
    const driver = Driver.begun()
    driver.checkpoint(
      context.start("outer"),
      context.start("inner", { ParentId: "outer" }),
      step.succeed("a", "1", { ParentId: "inner" }),
      context.succeed("inner", "", replayed),
    )
    expect(nextInput(driver)).toEqual(["outer", "inner", "a"])
    driver.checkpoint(context.succeed("outer"))
    expect(nextInput(driver)).toEqual(["outer"])
  })

  test("an inner one hides below an outer one that replays", () => {
    const driver = Driver.begun()
    driver.checkpoint(
      context.start("outer"),
      context.start("inner", { ParentId: "outer" }),
      step.succeed("a", "1", { ParentId: "inner" }),
      context.succeed("inner"),
      step.succeed("b", "1", { ParentId: "outer" }),
      context.succeed("outer", "", replayed),
    )
    expect(nextInput(driver)).toEqual(["outer", "inner", "b"])
  })

  test("An operation that starts below a completed context is left out", () => {
    const driver = Driver.begun()
    driver.checkpoint(context.start("c"), context.succeed("c"))
    expect(nextInput(driver)).toEqual(["c"])
    driver.checkpoint(step.succeed("late", "1", { ParentId: "c" }))
    expect(nextInput(driver)).toEqual(["c"])
  })

  test("their ids stay reserved, and the answer to a checkpoint still has them", () => {
    const driver = Driver.begun()
    driver.checkpoint(context.start("c"), step.start("a", { ParentId: "c" }), context.succeed("c"))
    expect(nextInput(driver)).toEqual(["c"])
    expect(driver.delta(step.succeed("a"))).toEqual(["a SUCCEEDED"])
  })

  test("their timers still wake the execution, but are not named as updated", () => {
    const driver = Driver.begun()
    driver.checkpoint(
      context.start("c"),
      wait.start("w", 5, { ParentId: "c" }),
      context.succeed("c"),
    )
    driver.pending()
    driver.advance(5)
    expect(driver.isReady).toBe(true)
    expect(driver.begin().input.UpdatedOperationIds).toEqual([])
  })
})
