import { expect, test } from "vitest"
import { kindOfBody } from "../../../src/runner/doubles/kind-of-body.ts"

function executeStepLogic<T>(body: () => T): T {
  return body()
}

function executeCheckLogic<T>(body: () => T): T {
  return body()
}

test("The innermost function of the SDK tells what runs", () => {
  expect(executeStepLogic(kindOfBody)).toBe("step")
  expect(executeCheckLogic(kindOfBody)).toBe("condition")
  expect(executeStepLogic(() => executeCheckLogic(kindOfBody))).toBe("condition")
  expect(executeCheckLogic(() => executeStepLogic(kindOfBody))).toBe("step")
})

test("Without the names of the SDK nothing is known", () => {
  expect(kindOfBody()).toBeUndefined()
})

test("A low limit of stack frames hides nothing, and stays as it was", () => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 1
  try {
    expect(executeStepLogic(kindOfBody)).toBe("step")
    expect(Error.stackTraceLimit).toBe(1)
  } finally {
    Error.stackTraceLimit = limit
  }
})
