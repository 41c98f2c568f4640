import type { OperationUpdate } from "@aws-sdk/client-lambda"
import { describe, expect, test } from "vitest"
import { callback, context, Driver, execution, invalid, step, wait } from "../driver.ts"

const twice = "Cannot update the same operation twice in a single request."
const parent = "Invalid parent operation id."

function refusal(updates: OperationUpdate[], prepared: OperationUpdate[] = []): string {
  const driver = Driver.begun()
  if (prepared.length > 0) driver.checkpoint(...prepared)
  const before = [driver.token, driver.events, driver.service.operations(driver.arn)]
  const message = invalid(() => driver.checkpoint(...updates))
  expect([driver.token, driver.events, driver.service.operations(driver.arn)]).toEqual(before)
  return message
}

/** How many events the accepted batch made: one for each update. */
function accepted(updates: OperationUpdate[], prepared: OperationUpdate[] = []): number {
  const driver = Driver.begun()
  if (prepared.length > 0) driver.checkpoint(...prepared)
  const before = driver.events.length
  driver.checkpoint(...updates)
  return driver.events.length - before
}

describe("batch rules (3.4)", () => {
  test("at most one EXECUTION update (B1)", () => {
    const message = "Cannot checkpoint multiple EXECUTION updates."
    expect(refusal([execution.succeed(), execution.fail()])).toBe(message)
    expect(refusal([execution.succeed(), step.start("a"), execution.succeed()])).toBe(message)
  })

  test("the EXECUTION update is the last (B2)", () => {
    expect(refusal([execution.succeed(), step.start("a")])).toBe(
      "EXECUTION checkpoint must be the last update.",
    )
    // The event of the EXECUTION follows when the invocation has ended.
    expect(accepted([step.start("a"), execution.succeed()])).toBe(1)
  })

  test.each([
    ["STEP START, SUCCEED", [step.start("a"), step.succeed("a")]],
    ["STEP START, FAIL", [step.start("a"), step.fail("a")]],
    ["STEP START, RETRY", [step.start("a"), step.retry("a", 1)]],
    ["CONTEXT START, SUCCEED", [context.start("a"), context.succeed("a")]],
    ["CONTEXT START, other, FAIL", [context.start("a"), step.start("b"), context.fail("a")]],
  ])("B3 accepts %s of one id", (_, updates) => {
    expect(accepted(updates)).toBe(updates.length)
  })

  test.each([
    ["STEP START twice", [step.start("a"), step.start("a")]],
    ["STEP SUCCEED, START", [step.succeed("a"), step.start("a")]],
    ["STEP SUCCEED twice", [step.succeed("a"), step.succeed("a")]],
    ["STEP START, SUCCEED, SUCCEED", [step.start("a"), step.succeed("a"), step.succeed("a")]],
    ["STEP START, RETRY, START", [step.start("a"), step.retry("a", 1), step.start("a")]],
    ["CONTEXT START twice", [context.start("a"), context.start("a")]],
    ["WAIT START, CANCEL", [wait.start("a", 1), wait.cancel("a")]],
    ["CALLBACK twice", [callback("a"), callback("a")]],
    ["STEP, then EXECUTION of the same id", [step.start("a"), { ...execution.succeed(), Id: "a" }]],
  ])("B3 refuses %s of one id", (_, updates) => {
    expect(refusal(updates)).toBe(twice)
  })

  test("B3 looks within one request only", () => {
    expect(accepted([step.succeed("a")], [step.start("a")])).toBe(1)
  })

  test.each([
    ["a context of the state", [step.start("a", { ParentId: "c" })], [context.start("c")]],
    [
      "a context started earlier in the batch",
      [context.start("c"), step.start("a", { ParentId: "c" })],
      [],
    ],
    [
      "a context that has completed",
      [step.start("a", { ParentId: "c" })],
      [context.start("c"), context.succeed("c")],
    ],
    [
      "a nested context",
      [context.start("d", { ParentId: "c" }), wait.start("a", 1, { ParentId: "d" })],
      [context.start("c")],
    ],
  ])("B4 accepts %s as parent", (_, updates, prepared) => {
    expect(accepted(updates, prepared)).toBe(updates.length)
  })

  test.each([
    ["an unknown id", [step.start("a", { ParentId: "c" })], []],
    ["a step", [step.start("a", { ParentId: "s" })], [step.start("s")]],
    [
      "a context started later in the batch",
      [step.start("a", { ParentId: "c" }), context.start("c")],
      [],
    ],
    [
      "a context closed but not started in the batch",
      [context.succeed("c"), step.start("a", { ParentId: "c" })],
      [],
    ],
    ["itself", [context.start("c", { ParentId: "c" })], []],
  ])("B4 refuses %s as parent", (_, updates, prepared) => {
    expect(refusal(updates, prepared)).toBe(parent)
  })

  test("B4 refuses the execution as parent", () => {
    const driver = Driver.begun()
    const ParentId = driver.arn.split("/").at(-1)
    expect(invalid(() => driver.checkpoint(step.start("a", { ParentId })))).toBe(parent)
  })

  test.each([undefined, null, ""])("B5: the id %j is none", (Id) => {
    expect(refusal([{ ...step.start("a"), Id: Id as never }])).toBe(
      "Operation update must have an Id.",
    )
  })

  test("the service sets no limit to the number of updates (B6)", () => {
    const updates = Array.from({ length: 2_000 }, (_, index) => step.start(`s-${index}`))
    expect(accepted(updates)).toBe(2_000)
  })

  test("the rules are checked in list order, an update for its id before its parent", () => {
    const duplicate = step.start("a", { ParentId: "nobody" })
    expect(refusal([step.start("a"), duplicate])).toBe(twice)
    const orphan = step.start("b", { ParentId: "nobody" })
    expect(refusal([orphan, step.start("a"), step.start("a")])).toBe(parent)
  })

  test("Batch rules are checked before any rule on a single update", () => {
    expect(refusal([wait.cancel("w"), step.start("a"), step.start("a")])).toBe(twice)
  })
})
