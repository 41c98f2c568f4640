import type { OperationUpdate } from "@aws-sdk/client-lambda"
import { describe, expect, test } from "vitest"
import { callback, context, Driver, execution, invalid, invoke, step, wait } from "../driver.ts"

type State = "absent" | "STARTED" | "PENDING" | "READY" | "SUCCEEDED" | "FAILED" | "CANCELLED"

/** Brings the operation "a" into a state. */
const stepIn: Record<string, (driver: Driver) => void> = {
  absent: () => {},
  STARTED: (driver) => driver.checkpoint(step.start("a")),
  PENDING: (driver) => driver.checkpoint(step.retry("a", 10)),
  READY: (driver) => {
    driver.checkpoint(step.retry("a", 10))
    driver.advance(10)
  },
  SUCCEEDED: (driver) => driver.checkpoint(step.succeed("a")),
  FAILED: (driver) => driver.checkpoint(step.fail("a")),
}
const contextIn: typeof stepIn = {
  absent: () => {},
  STARTED: (driver) => driver.checkpoint(context.start("a")),
  SUCCEEDED: (driver) => driver.checkpoint(context.succeed("a")),
  FAILED: (driver) => driver.checkpoint(context.fail("a")),
}
const waitIn: typeof stepIn = {
  absent: () => {},
  STARTED: (driver) => driver.checkpoint(wait.start("a", 10)),
  SUCCEEDED: (driver) => {
    driver.checkpoint(wait.start("a", 10))
    driver.advance(10)
  },
  CANCELLED: (driver) => {
    driver.checkpoint(wait.start("a", 10))
    driver.checkpoint(wait.cancel("a"))
  },
}
const callbackIn: typeof stepIn = {
  absent: () => {},
  STARTED: (driver) => driver.checkpoint(callback("a")),
  SUCCEEDED: (driver) => {
    driver.checkpoint(callback("a"))
    const CallbackId = driver.callbackId("a")
    driver.service.sendDurableExecutionCallbackSuccess({ CallbackId }, 0)
  },
}
const invokeIn: typeof stepIn = {
  absent: () => {},
  STARTED: (driver) => driver.checkpoint(invoke("a", "plain")),
  FAILED: (driver) => driver.checkpoint(invoke("a", "missing")),
}

interface Row {
  readonly name: string
  readonly update: OperationUpdate
  readonly states: typeof stepIn
  /** The state each legal predecessor leads to. */
  readonly legal: Partial<Record<State, string>>
  readonly otherwise: string
}

const rows: Row[] = [
  {
    name: "STEP START",
    update: step.start("a"),
    states: stepIn,
    legal: { absent: "STARTED", READY: "STARTED" },
    otherwise: "Invalid current STEP state to start.",
  },
  {
    name: "STEP SUCCEED",
    update: step.succeed("a", "1"),
    states: stepIn,
    legal: { absent: "SUCCEEDED", STARTED: "SUCCEEDED", READY: "SUCCEEDED" },
    otherwise: "Invalid current STEP state to close.",
  },
  {
    name: "STEP FAIL",
    update: step.fail("a", {}),
    states: stepIn,
    legal: { absent: "FAILED", STARTED: "FAILED", READY: "FAILED" },
    otherwise: "Invalid current STEP state to close.",
  },
  {
    name: "STEP RETRY",
    update: step.retry("a", 5),
    states: stepIn,
    legal: { absent: "PENDING", STARTED: "PENDING", READY: "PENDING" },
    otherwise: "Invalid current STEP state to re-attempt.",
  },
  {
    name: "CONTEXT START",
    update: context.start("a"),
    states: contextIn,
    legal: { absent: "STARTED" },
    otherwise: "Cannot start a CONTEXT that already exists.",
  },
  {
    name: "CONTEXT SUCCEED",
    update: context.succeed("a", "1"),
    states: contextIn,
    legal: { absent: "SUCCEEDED", STARTED: "SUCCEEDED" },
    otherwise: "Invalid current CONTEXT state to close.",
  },
  {
    name: "CONTEXT FAIL",
    update: context.fail("a", {}),
    states: contextIn,
    legal: { absent: "FAILED", STARTED: "FAILED" },
    otherwise: "Invalid current CONTEXT state to close.",
  },
  {
    name: "WAIT START",
    update: wait.start("a", 1),
    states: waitIn,
    legal: { absent: "STARTED" },
    otherwise: "Cannot start a WAIT that already exists.",
  },
  {
    name: "WAIT CANCEL",
    update: wait.cancel("a"),
    states: waitIn,
    legal: { STARTED: "CANCELLED" },
    otherwise: "Cannot cancel a WAIT that does not exist or has already completed.",
  },
  {
    name: "CALLBACK START",
    update: callback("a"),
    states: callbackIn,
    legal: { absent: "STARTED" },
    otherwise: "Cannot start a CALLBACK that already exists.",
  },
  {
    name: "CHAINED_INVOKE START",
    update: invoke("a", "plain"),
    states: invokeIn,
    legal: { absent: "STARTED" },
    otherwise: "Cannot start a CHAINED_INVOKE that already exists.",
  },
]

describe.each(rows)("$name (3.6)", ({ update, states, legal, otherwise }) => {
  for (const [state, bring] of Object.entries(states)) {
    const target = legal[state as State]
    test(target === undefined ? `${state} is refused` : `${state} -> ${target}`, () => {
      const driver = Driver.begun()
      driver.service.registerFunction({ functionName: "plain" })
      bring(driver)
      if (target === undefined) {
        expect(invalid(() => driver.checkpoint(update))).toBe(otherwise)
      } else {
        driver.checkpoint(update)
        expect(driver.operation("a").Status).toBe(target)
      }
    })
  }
})

describe("field rules (3.6)", () => {
  const options = { StepOptions: { NextAttemptDelaySeconds: 1 } }
  test.each([
    [
      "STEP START with StepOptions",
      step.start("a", options),
      "Invalid StepOptions for the given action.",
    ],
    [
      "STEP SUCCEED with StepOptions",
      step.succeed("a", "1", options),
      "Invalid StepOptions for the given action.",
    ],
    [
      "STEP FAIL with StepOptions",
      { ...step.fail("a"), ...options },
      "Invalid StepOptions for the given action.",
    ],
    [
      "STEP RETRY without StepOptions",
      { Id: "a", Type: "STEP", Action: "RETRY" },
      "Invalid StepOptions for the given action.",
    ],
    [
      "STEP RETRY with empty StepOptions",
      { Id: "a", Type: "STEP", Action: "RETRY", StepOptions: {} },
      "Invalid StepOptions for the given action.",
    ],
    [
      "STEP SUCCEED with an error",
      step.succeed("a", undefined, { Error: {} }),
      "Cannot provide an Error for SUCCEED action.",
    ],
    [
      "STEP FAIL with a payload",
      { ...step.fail("a"), Payload: "1" },
      "Cannot provide a Payload for FAIL action.",
    ],
    [
      "STEP RETRY with both",
      step.retry("a", 1, { Payload: "1", Error: {} }),
      "Cannot provide both error and payload to RETRY a STEP.",
    ],
    [
      "CONTEXT SUCCEED with an error",
      context.succeed("a", undefined, { Error: {} }),
      "Cannot provide an Error for SUCCEED action.",
    ],
    [
      "CONTEXT FAIL with a payload",
      { ...context.fail("a"), Payload: "1" },
      "Cannot provide a Payload for FAIL action.",
    ],
    [
      "EXECUTION SUCCEED with an error",
      { ...execution.succeed(), Error: {} },
      "Cannot provide an Error for SUCCEED action.",
    ],
    [
      "EXECUTION FAIL with a payload",
      { ...execution.fail(), Payload: "1" },
      "Cannot provide a Payload for FAIL action.",
    ],
    [
      "WAIT START without WaitOptions",
      { Id: "a", Type: "WAIT", Action: "START" },
      "Update for WAIT operation requires WaitOptions.",
    ],
    [
      "WAIT START without WaitSeconds",
      { Id: "a", Type: "WAIT", Action: "START", WaitOptions: {} },
      "Update for WAIT operation requires WaitOptions.",
    ],
    [
      "CHAINED_INVOKE START without options",
      { Id: "a", Type: "CHAINED_INVOKE", Action: "START" },
      "Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.",
    ],
  ] as const)("%s", (_, update, message) => {
    expect(invalid(() => Driver.begun().checkpoint(update as OperationUpdate))).toBe(message)
  })

  test("the state is judged before the fields", () => {
    const driver = Driver.begun()
    driver.checkpoint(step.succeed("a"))
    expect(invalid(() => driver.checkpoint({ ...step.fail("a"), Payload: "1" }))).toBe(
      "Invalid current STEP state to close.",
    )
  })

  test("CALLBACK START needs no CallbackOptions", () => {
    const driver = Driver.begun()
    driver.checkpoint({ Id: "a", Type: "CALLBACK", Action: "START" })
    expect(driver.operation("a").Status).toBe("STARTED")
  })
})
