import type { OperationUpdate } from "@aws-sdk/client-lambda"
import { describe, expect, test } from "vitest"
import { callback, Driver, invoke, rejection, step, wait } from "../driver.ts"

function refusal(update: unknown): string {
  const driver = Driver.begun()
  const message = rejection(() => driver.checkpoint(update as OperationUpdate))
  expect(driver.delta()).toEqual([])
  return message
}

function constraint(value: string, path: string, text: string): string {
  return `ValidationException: 1 validation error detected: Value ${value} at 'updates.1.member.${path}' failed to satisfy constraint: Member must ${text}`
}

describe("field constraints (1.2)", () => {
  const idPattern = "satisfy regular expression pattern: [a-zA-Z0-9-_]+"
  test.each([
    [{ ...step.start("a b") }, constraint("'a b'", "id", idPattern)],
    [step.start("é"), constraint("'é'", "id", idPattern)],
    [
      step.start("x".repeat(65)),
      constraint(`'${"x".repeat(65)}'`, "id", "have length less than or equal to 64"),
    ],
    [
      step.start("a", { ParentId: "" }),
      constraint("''", "parentId", "have length greater than or equal to 1"),
    ],
    [
      step.start("a", { Name: "" }),
      constraint("''", "name", "have length greater than or equal to 1"),
    ],
    [
      step.start("a", { Name: "a\nb" }),
      constraint("'a\nb'", "name", "satisfy regular expression pattern: [\\x20-\\x7E]+"),
    ],
    [
      step.start("a", { Name: "naïve" }),
      constraint("'naïve'", "name", "satisfy regular expression pattern: [\\x20-\\x7E]+"),
    ],
    [step.start("a", { SubType: "a b" }), constraint("'a b'", "subType", idPattern)],
    [
      step.start("a", { SubType: "x".repeat(33) }),
      constraint(`'${"x".repeat(33)}'`, "subType", "have length less than or equal to 32"),
    ],
    [
      step.retry("a", 0),
      constraint(
        "'0'",
        "stepOptions.nextAttemptDelaySeconds",
        "have value greater than or equal to 1",
      ),
    ],
    [
      step.retry("a", 31_622_401),
      constraint(
        "'31622401'",
        "stepOptions.nextAttemptDelaySeconds",
        "have value less than or equal to 31622400",
      ),
    ],
    [
      wait.start("a", 0),
      constraint("'0'", "waitOptions.waitSeconds", "have value greater than or equal to 1"),
    ],
    [
      wait.start("a", 31_622_401),
      constraint(
        "'31622401'",
        "waitOptions.waitSeconds",
        "have value less than or equal to 31622400",
      ),
    ],
    [
      callback("a", { timeout: -1 }),
      constraint("'-1'", "callbackOptions.timeoutSeconds", "have value greater than or equal to 0"),
    ],
    [
      callback("a", { heartbeat: -1 }),
      constraint(
        "'-1'",
        "callbackOptions.heartbeatTimeoutSeconds",
        "have value greater than or equal to 0",
      ),
    ],
    [
      invoke("a", ""),
      constraint(
        "''",
        "chainedInvokeOptions.functionName",
        "have length greater than or equal to 1",
      ),
    ],
    [
      { ...invoke("a", "x"), ChainedInvokeOptions: {} },
      constraint("null", "chainedInvokeOptions.functionName", "not be null"),
    ],
    [
      invoke("a", "f", "1", "a#b"),
      constraint(
        "'a#b'",
        "chainedInvokeOptions.tenantId",
        "satisfy regular expression pattern: [a-zA-Z0-9\\._:\\/=+\\-@ ]+",
      ),
    ],
    [{ Id: "a", Type: "STEP" }, constraint("null", "action", "not be null")],
    [{ Id: "a", Action: "START" }, constraint("null", "type", "not be null")],
  ])("update %# is refused", (update, message) => {
    expect(refusal(update)).toBe(message)
  })

  test("all violations are told together", () => {
    const driver = Driver.begun()
    const updates = [step.start("a b"), step.start("c", { Name: "" })]
    expect(rejection(() => driver.checkpoint(...updates))).toBe(
      "ValidationException: 2 validation errors detected: Value 'a b' at 'updates.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+; Value '' at 'updates.2.member.name' failed to satisfy constraint: Member must have length greater than or equal to 1",
    )
  })

  test("a payload has 6,291,456 characters at most", () => {
    expect(refusal(step.succeed("a", "x".repeat(6_291_457)))).toMatch(
      /at 'updates\.1\.member\.payload' failed to satisfy constraint: Member must have length less than or equal to 6291456$/,
    )
  })

  test("what is longer than a message should be is cut", () => {
    expect(refusal(step.start("x".repeat(100_000))).length).toBeLessThan(500)
  })

  test("the bounds themselves are accepted", () => {
    const driver = Driver.begun()
    driver.checkpoint(
      step.start("x".repeat(64), { Name: " ~".repeat(128), SubType: "y".repeat(32) }),
      step.retry("r", 31_622_400),
      wait.start("w-_9", 31_622_400),
      callback("c", { timeout: 0, heartbeat: 0 }),
    )
    expect(driver.service.operations(driver.arn)).toHaveLength(5)
  })
})

describe("JSON types (3.1)", () => {
  test.each([
    [5, "Expected an object at 'updates.1.member'"],
    [[], "Expected an object at 'updates.1.member'"],
    [step.start(5 as never), "Expected a string at 'updates.1.member.id'"],
    [step.start("a", { Name: {} as never }), "Expected a string at 'updates.1.member.name'"],
    [{ Id: "a", Type: 1, Action: "START" }, "Expected a string at 'updates.1.member.type'"],
    [
      { Id: "a", Type: "STEP", Action: Symbol("x") },
      "Expected a string at 'updates.1.member.action'",
    ],
    [step.succeed("a", { x: 1 } as never), "Expected a string at 'updates.1.member.payload'"],
    [step.fail("a", "oops" as never), "Expected an object at 'updates.1.member.error'"],
    [
      step.fail("a", { StackTrace: "x" } as never),
      "Expected a list at 'updates.1.member.error.stackTrace'",
    ],
    [
      step.fail("a", { StackTrace: [1] } as never),
      "Expected a string at 'updates.1.member.error.stackTrace.member'",
    ],
    [
      step.retry("a", 1.5),
      "Expected an integer at 'updates.1.member.stepOptions.nextAttemptDelaySeconds'",
    ],
    [
      wait.start("a", "5" as never),
      "Expected an integer at 'updates.1.member.waitOptions.waitSeconds'",
    ],
    [
      wait.start("a", Number.NaN),
      "Expected an integer at 'updates.1.member.waitOptions.waitSeconds'",
    ],
    [
      { ...step.start("a"), StepOptions: true },
      "Expected an object at 'updates.1.member.stepOptions'",
    ],
    [
      { Id: "a", Type: "CONTEXT", Action: "START", ContextOptions: { ReplayChildren: "yes" } },
      "Expected a boolean at 'updates.1.member.contextOptions.replayChildren'",
    ],
  ])("update %# is refused", (update, message) => {
    expect(refusal(update)).toBe(`SerializationException: ${message}`)
  })

  test.each([undefined, null, 5, "x", [], () => {}])("the request %# is refused", (request) => {
    const driver = Driver.begun()
    const call = (): unknown => driver.service.checkpointDurableExecution(request as never, 0)
    expect(rejection(call)).toMatch(/^(ValidationException|SerializationException): /)
  })

  test("null is an absent member", () => {
    const driver = Driver.begun()
    const nothing = {
      ParentId: null,
      Name: null,
      SubType: null,
      Payload: null,
      Error: null,
      StepOptions: null,
      ContextOptions: null,
    }
    driver.checkpoint({ ...step.succeed("a"), ...(nothing as object) })
    expect(driver.operation("a")).toStrictEqual({
      Id: "a",
      Type: "STEP",
      Status: "SUCCEEDED",
      StartTimestamp: new Date(0),
      EndTimestamp: new Date(0),
      StepDetails: { Attempt: 1 },
    })
  })

  test("members nobody knows are ignored, prototypes are not touched", () => {
    const driver = Driver.begun()
    const update = JSON.parse(
      '{"Id":"__proto__","Type":"STEP","Action":"START","__proto__":{"polluted":1},"Extra":{}}',
    ) as OperationUpdate
    driver.checkpoint(update, step.start("constructor"), step.start("toString"))
    expect(driver.operation("__proto__").Status).toBe("STARTED")
    expect(driver.operation("constructor").Status).toBe("STARTED")
    expect({}).not.toHaveProperty("polluted")
    expect(driver.delta(step.succeed("__proto__"))).toEqual(["__proto__ SUCCEEDED"])
  })
})
