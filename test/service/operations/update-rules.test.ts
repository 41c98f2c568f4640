import type { OperationUpdate } from "@aws-sdk/client-lambda"
import { describe, expect, test } from "vitest"
import { callback, context, Driver, execution, invalid, invoke, step, wait } from "../driver.ts"

const named: Partial<OperationUpdate> = { Name: "n", SubType: "Step", ParentId: "c" }

function prepared(): Driver {
  const driver = Driver.begun()
  driver.checkpoint(context.start("c"), context.start("d"), step.start("a", named))
  return driver
}

describe("consistency with what is known (3.5, U1 to U4)", () => {
  test.each([
    ["U1", { Id: "a", Type: "CONTEXT", Action: "SUCCEED" }, "Inconsistent operation type."],
    ["U2", step.succeed("a", "1", { SubType: "Other" }), "Inconsistent operation subtype."],
    ["U3", step.succeed("a", "1", { Name: "m" }), "Inconsistent operation name."],
    ["U4", step.succeed("a", "1", { ParentId: "d" }), "Inconsistent parent operation id."],
  ] as const)("%s", (_, update, message) => {
    expect(invalid(() => prepared().checkpoint(update))).toBe(message)
  })

  test("what is not given is not compared", () => {
    expect(prepared().delta(step.succeed("a"))).toEqual(["a SUCCEEDED"])
  })

  test("what is given again is accepted, and nothing is forgotten", () => {
    const driver = prepared()
    driver.checkpoint(step.succeed("a", "1", named))
    expect(driver.operation("a")).toMatchObject(named)
  })

  test("a name given to what has none contradicts", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.start("a"))
    expect(invalid(() => driver.checkpoint(step.succeed("a", "1", { Name: "late" })))).toBe(
      "Inconsistent operation name.",
    )
  })

  test("A close is compared with the START before it in one batch", () => {
    const driver = Driver.begun()
    const start = step.start("a", { Name: "n" })
    const close = step.succeed("a", "1", { Name: "m" })
    expect(invalid(() => driver.checkpoint(start, close))).toBe("Inconsistent operation name.")
    const other: OperationUpdate = { Id: "a", Type: "CONTEXT", Action: "SUCCEED" }
    expect(invalid(() => driver.checkpoint(start, other))).toBe("Inconsistent operation type.")
  })

  test("the id of the execution itself is taken", () => {
    const driver = Driver.begun()
    const id = driver.arn.split("/").at(-1) ?? ""
    expect(invalid(() => driver.checkpoint(step.start(id)))).toBe("Inconsistent operation type.")
    driver.checkpoint({ ...execution.succeed("1"), Id: id })
    expect(driver.status).toBe("SUCCEEDED")
  })
})

describe("sizes (3.5, U5 and U6)", () => {
  test("errors are not limited by default, since the sources disagree", () => {
    const driver = Driver.begun()
    const error = { ErrorMessage: "x".repeat(200_000) }
    expect(driver.delta(step.fail("a", error))).toEqual(["a FAILED"])
  })

  test("U5: all fields of an error together, as JSON in UTF-8", () => {
    const driver = Driver.begun({ limits: { errorObjectBytes: 32_768 } })
    const overhead = '{"ErrorMessage":""}'.length
    const fitting = { ErrorMessage: "x".repeat(32_768 - overhead) }
    expect(driver.delta(step.fail("a", fitting))).toEqual(["a FAILED"])
    const tooLarge = { ErrorMessage: `é${"x".repeat(32_767 - overhead)}` }
    expect(invalid(() => driver.checkpoint(step.fail("b", tooLarge)))).toBe(
      "Error object size must be less than 32768 bytes.",
    )
  })

  test.each([
    [
      "STEP SUCCEED",
      262_144,
      (payload: string) => step.succeed("a", payload),
      "STEP output payload size must be less than or equal to 262144 bytes.",
    ],
    [
      "STEP RETRY",
      262_144,
      (payload: string) => step.retry("a", 1, { Payload: payload }),
      "STEP output payload size must be less than or equal to 262144 bytes.",
    ],
    [
      "CONTEXT",
      1_048_576,
      (payload: string) => context.succeed("a", payload),
      "CONTEXT output payload size must be less than or equal to 1048576 bytes.",
    ],
    [
      "CHAINED_INVOKE",
      1_048_576,
      (payload: string) => invoke("a", "plain", payload),
      "CHAINED_INVOKE input payload size must be less than or equal to 1048576 bytes.",
    ],
  ] as const)("U6: %s takes %i bytes and no more", (_, limit, update, message) => {
    // A character of two bytes, so that bytes are counted and not characters.
    const fitting = `é${"x".repeat(limit - 2)}`
    expect(invalid(() => Driver.begun().checkpoint(update(`é${"x".repeat(limit - 1)}`)))).toBe(
      message,
    )
    expect(() => Driver.begun().checkpoint(update(fitting))).not.toThrow()
  })

  test("U6: EXECUTION takes more than Lambda may return, up to the limit there is", () => {
    const longer = "x".repeat(6_377_390)
    expect(() => Driver.begun().checkpoint(execution.succeed(longer))).not.toThrow()
    const begun = (): Driver => Driver.begun({ limits: { checkpointedResultBytes: 6_377_390 } })
    expect(() => begun().checkpoint(execution.succeed(longer))).not.toThrow()
    expect(invalid(() => begun().checkpoint(execution.succeed(`${longer}x`)))).toBe(
      "Execution output payload size must be less than or equal to 6377390 bytes.",
    )
  })

  test("U6: an asynchronous execution closes with 1 MiB at most", () => {
    const driver = Driver.begun({ start: { invocationType: "Event" } })
    expect(invalid(() => driver.checkpoint(execution.succeed("x".repeat(1_048_577))))).toBe(
      "Execution output payload size must be less than or equal to 1048576 bytes.",
    )
  })

  test("sizes are checked before the transition", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.succeed("a"))
    expect(invalid(() => driver.checkpoint(step.succeed("a", "x".repeat(262_145))))).toMatch(
      /^STEP output payload size/,
    )
  })
})

describe("actions (3.5, U7)", () => {
  const all = ["START", "SUCCEED", "FAIL", "RETRY", "CANCEL"] as const
  const legal = {
    STEP: ["START", "SUCCEED", "FAIL", "RETRY"],
    CONTEXT: ["START", "SUCCEED", "FAIL"],
    WAIT: ["START", "CANCEL"],
    CALLBACK: ["START"],
    CHAINED_INVOKE: ["START"],
    EXECUTION: ["SUCCEED", "FAIL"],
  } as const

  for (const [type, actions] of Object.entries(legal)) {
    for (const action of all) {
      const isLegal = (actions as readonly string[]).includes(action)
      test(`${type} ${action} is ${isLegal ? "legal" : "refused"}`, () => {
        const update = { Id: "a", Type: type, Action: action } as OperationUpdate
        const message = outcome(() => Driver.begun().checkpoint(update))
        if (isLegal) expect(message).not.toBe("Invalid action for the given operation type.")
        else expect(message).toBe("Invalid action for the given operation type.")
      })
    }
  }

  test("unknown types and actions", () => {
    const driver = Driver.begun()
    const unknownType = { Id: "a", Type: "TASK", Action: "START" } as never
    expect(invalid(() => driver.checkpoint(unknownType))).toBe("Unknown operation type.")
    for (const Action of ["PAUSE", "start", "__proto__", "constructor"]) {
      const update = { Id: "a", Type: "STEP", Action } as never
      expect(invalid(() => driver.checkpoint(update))).toBe(
        "Invalid action for the given operation type.",
      )
    }
  })

  test("a known callback or invoke is cancelled no more than an unknown one", () => {
    const driver = Driver.begun()
    driver.service.registerFunction({ functionName: "plain" })
    driver.checkpoint(callback("a"), invoke("b", "plain"))
    for (const [Id, Type] of [
      ["a", "CALLBACK"],
      ["b", "CHAINED_INVOKE"],
    ] as const) {
      expect(invalid(() => driver.checkpoint({ Id, Type, Action: "CANCEL" }))).toBe(
        "Invalid action for the given operation type.",
      )
    }
  })
})

function outcome(call: () => unknown): string {
  try {
    call()
    return "accepted"
  } catch (error) {
    return (error as Error).message
  }
}

test("the first violation of the first bad update is told", () => {
  const driver = Driver.begun()
  driver.checkpoint(step.start("a", { Name: "n", SubType: "s" }))
  const bad = { ...step.succeed("a", "1"), SubType: "x", Name: "y", Action: "START" } as const
  expect(invalid(() => driver.checkpoint(wait.start("w", 1), bad, wait.cancel("w2")))).toBe(
    "Inconsistent operation subtype.",
  )
})
