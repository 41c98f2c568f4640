import { stripVTControlCharacters } from "node:util"
import { DurableTestRunner, type Execution, explore } from "durable-test-runner"
import "durable-test-runner/vitest"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { exportHistory } from "durable-test-runner/replay"
import { beforeAll, describe, expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { asNeeded } from "../support/as-needed.ts"
import { order } from "./orders.ts"

let done: Execution
let failed: Execution
let late: Execution

beforeAll(async () => {
  const runner = new DurableTestRunner({ ...exactTimes, ...asNeeded })
  runner.completeCallback("approve", "yes")
  done = await runner.run(order, { id: "o-1" })
  failed = await runner.run(order, { id: "o-2", declined: true })
  const short = new DurableTestRunner({
    ...exactTimes,
    ...asNeeded,
    executionTimeout: { hours: 1 },
  })
  late = await short.run(order, { id: "o-3" })
})

/** The text with which an assertion fails. */
function failureOf(assert: () => unknown): string {
  try {
    assert()
  } catch (error) {
    const text = stripVTControlCharacters((error as Error).message)
    return text.replaceAll(`${process.cwd()}/`, "")
  }
  throw new Error("The assertion has passed.")
}

describe("a matcher that holds says nothing, and its opposite fails", () => {
  test("all matchers of executions", () => {
    expect(done).toHaveSucceeded()
    expect(done).toHaveSucceededWith({ id: "o-1", answer: "yes" })
    expect(done).toHaveSucceededWith({
      id: expect.stringMatching(/^o-/),
      answer: expect.anything(),
    })
    expect(failed).toHaveFailedWith()
    for (const expected of [
      "declined",
      /card \w+/,
      RangeError,
      new RangeError("card declined"),
      { ErrorType: "RangeError" },
      { ErrorMessage: expect.stringContaining("card") },
      expect.objectContaining({ ErrorMessage: "card declined" }),
    ]) {
      expect(failed).toHaveFailedWith(expected)
      expect(done).not.toHaveFailedWith(expected)
      expect(() => expect(failed).not.toHaveFailedWith(expected)).toThrow()
    }
    for (const expected of [
      "no money",
      /^declined/,
      TypeError,
      new RangeError("card"),
      { ErrorType: "Error" },
    ]) {
      expect(failed).not.toHaveFailedWith(expected)
    }
    expect(late).toHaveTimedOut()
    expect(done).not.toHaveTimedOut()
    expect(done).toHaveInvocations(4)
    expect(done).toHaveOperation("charge")
    expect(done).toHaveOperation("delivery/ship", { type: "STEP", status: "SUCCEEDED", result: 1 })
    expect(done).toHaveOperation("ship")
    expect(done).not.toHaveOperation("charge", { result: { cents: 7 } })
    expect(done).toHaveRunStep("charge")
    expect(done).toHaveRunStep("charge", { times: 1, attempts: 2 })
    expect(done).not.toHaveRunStep("charge", { attempts: 1 })
    expect(done).not.toHaveRunStep("cool-off")
    expect(done).toHaveWaited({ hours: 3 })
    expect(done).toHaveWaited({ minutes: 180 })
    expect(done).not.toHaveWaited({ hours: 2 })
    expect(late).not.toHaveWaited({ hours: 3 })
    expect(done).toHaveReceivedCallback("approve")
    expect(done).toHaveReceivedCallback("approve", "yes")
    expect(done).not.toHaveReceivedCallback("approve", undefined)
    expect(done).not.toHaveReceivedCallback("charge")
  })

  test("a callback has received JSON, parsed or as it was sent", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", { by: "jo" })
    const json = await runner.run(
      withDurableExecution(async (_event: unknown, context) =>
        context.waitForCallback("approve", async () => {}),
      ),
    )
    for (const value of [{ by: "jo" }, '{"by":"jo"}']) {
      expect(json).toHaveReceivedCallback("approve", value)
    }
    expect(json).not.toHaveReceivedCallback("approve", '{"by":"mo"}')
  })

  test("inside of toEqual they are asymmetric", () => {
    expect({ runs: [done, failed] }).toEqual({
      runs: [
        expect.toHaveSucceededWith({ id: "o-1", answer: "yes" }),
        expect.toHaveFailedWith(RangeError),
      ],
    })
    expect([done, failed, 7]).toEqual([
      expect.toHaveSucceeded(),
      expect.not.toHaveSucceeded(),
      expect.anything(),
    ])
    expect(7).not.toEqual(expect.toHaveSucceeded())
    expect(7).not.toEqual(expect.not.toHaveSucceeded())
  })
})

describe("the text of a failure has a diff and the timeline, with the rows concerned marked", () => {
  test("toHaveSucceeded", () => {
    expect(failureOf(() => expect(failed).toHaveSucceeded())).toMatchInlineSnapshot(`
      "expect(execution).toHaveSucceeded()

      The execution ended FAILED with StepError: card declined (from step charge, where it was RangeError, thrown at test/matchers/orders.ts:18:44).

      What happened:
      durable-function: FAILED after 0s, 1 invocation
        +0s  invocation 1
      > +0s    step charge     failed RangeError: card declined
      > +0s  execution failed  StepError: card declined"
    `)
    expect(
      failureOf(() => expect(done).not.toHaveSucceeded())
        .split("\n")
        .slice(0, 3),
    ).toMatchInlineSnapshot(`
      [
        "expect(execution).not.toHaveSucceeded()",
        "",
        "The execution succeeded with {"id":"o-1","answer":"yes"}.",
      ]
    `)
  })

  test("toHaveSucceededWith", () => {
    expect(failureOf(() => expect(done).toHaveSucceededWith({ id: "o-1", answer: "no" })))
      .toMatchInlineSnapshot(`
      "expect(execution).toHaveSucceededWith(expected)

      - Expected
      + Received

        {
      -   "answer": "no",
      +   "answer": "yes",
          "id": "o-1",
        }

      What happened:
      durable-function: SUCCEEDED after 3h 5.02s, 4 invocations
        +0s        invocation 1
        +0s          step charge                 failed (attempt 1, next in 5s) Error: offline
        +20ms      suspended
        +5s        invocation 2
        +5s          step charge                 succeeded {"cents":900}
        +5s          wait cool-off               started (for 3h)
        +5.02s     suspended
        +3h 5s       wait cool-off               succeeded
        +3h 5s     invocation 3
        +3h 5s       waitForCallback approve     started
        +3h 5s         callback approve          started (time-out 1d)
        +3h 5s         submitter approve         succeeded
        +3h 5.02s  suspended
        +3h 5.02s      callback approve          succeeded yes
        +3h 5.02s  invocation 4
        +3h 5.02s    waitForCallback approve     succeeded "yes"
        +3h 5.02s    runInChildContext delivery  started
        +3h 5.02s      step ship                 succeeded 1
        +3h 5.02s    runInChildContext delivery  succeeded 1
      > +3h 5.02s  execution succeeded           {"id":"o-1","answer":"yes"}"
    `)
  })

  test("toHaveFailedWith, toHaveTimedOut, toHaveInvocations", () => {
    const heads = [
      () => expect(failed).toHaveFailedWith("no money"),
      () => expect(failed).toHaveFailedWith(TypeError),
      () => expect(failed).toHaveFailedWith({ ErrorType: "Error" }),
      () => expect(done).toHaveFailedWith(/x/),
      () => expect(failed).not.toHaveFailedWith(),
      () => expect(done).toHaveTimedOut(),
      () => expect(late).not.toHaveTimedOut(),
      () => expect(done).toHaveInvocations(2),
    ].map((assert) => failureOf(assert).split("\n\nWhat happened:")[0])
    expect(heads.join("\n----\n")).toMatchInlineSnapshot(`
      "expect(execution).toHaveFailedWith(expected)

      Expected: a message with "no money"
      The execution ended FAILED with StepError: card declined (from step charge, where it was RangeError, thrown at test/matchers/orders.ts:18:44).
      ----
      expect(execution).toHaveFailedWith(expected)

      Expected: an error of type TypeError
      The execution ended FAILED with StepError: card declined (from step charge, where it was RangeError, thrown at test/matchers/orders.ts:18:44).
      ----
      expect(execution).toHaveFailedWith(expected)

      Expected: Object {
        "ErrorType": "Error",
      }
      The execution ended FAILED with StepError: card declined (from step charge, where it was RangeError, thrown at test/matchers/orders.ts:18:44).
      ----
      expect(execution).toHaveFailedWith(expected)

      The execution succeeded with {"id":"o-1","answer":"yes"}.
      ----
      expect(execution).not.toHaveFailedWith()

      The execution ended FAILED with StepError: card declined (from step charge, where it was RangeError, thrown at test/matchers/orders.ts:18:44).
      ----
      expect(execution).toHaveTimedOut()

      The execution succeeded with {"id":"o-1","answer":"yes"}.
      ----
      expect(execution).not.toHaveTimedOut()

      The execution ended TIMED_OUT with Execution timed out after 3600 seconds.
      ----
      expect(execution).toHaveInvocations(2)

      The handler was invoked 4 times."
    `)
  })

  test("toHaveOperation, with a name that is nearly right, and with members that differ", () => {
    const texts = [
      () => expect(done).toHaveOperation("aprove"),
      () => expect(done).toHaveOperation("charge", { status: "FAILED", result: { cents: 100 } }),
      () => expect(done).not.toHaveOperation("charge"),
    ].map(failureOf)
    expect(texts[0]?.split("\n\nWhat")[0]).toMatchInlineSnapshot(`
      "expect(execution).toHaveOperation("aprove")

      No operation "aprove" exists. The operations are "charge", "cool-off", "approve", "approve/callback approve", "approve/submitter approve", "delivery" and "delivery/ship". Did you mean "approve"?"
    `)
    expect(texts[1]).toMatchInlineSnapshot(`
      "expect(execution).toHaveOperation("charge", properties)

      Operation "charge":
      - Expected
      + Received

        {
          "result": {
      -     "cents": 100,
      +     "cents": 900,
          },
      -   "status": "FAILED",
      +   "status": "SUCCEEDED",
        }

      What happened:
      durable-function: SUCCEEDED after 3h 5.02s, 4 invocations
        +0s        invocation 1
      > +0s          step charge                 failed (attempt 1, next in 5s) Error: offline
        +20ms      suspended
        +5s        invocation 2
      > +5s          step charge                 succeeded {"cents":900}
        +5s          wait cool-off               started (for 3h)
        +5.02s     suspended
        +3h 5s       wait cool-off               succeeded
        +3h 5s     invocation 3
        +3h 5s       waitForCallback approve     started
        +3h 5s         callback approve          started (time-out 1d)
        +3h 5s         submitter approve         succeeded
        +3h 5.02s  suspended
        +3h 5.02s      callback approve          succeeded yes
        +3h 5.02s  invocation 4
        +3h 5.02s    waitForCallback approve     succeeded "yes"
        +3h 5.02s    runInChildContext delivery  started
        +3h 5.02s      step ship                 succeeded 1
        +3h 5.02s    runInChildContext delivery  succeeded 1
        +3h 5.02s  execution succeeded           {"id":"o-1","answer":"yes"}"
    `)
    expect(texts[2]).toContain("> +5s")
  })

  test("toHaveRunStep, toHaveWaited, toHaveReceivedCallback", () => {
    const heads = [
      () => expect(done).toHaveRunStep("charge", { times: 2 }),
      () => expect(done).toHaveRunStep("charge", { times: 1, attempts: 1 }),
      () => expect(done).toHaveRunStep("cool-off"),
      () => expect(done).toHaveRunStep("refund"),
      () => expect(done).toHaveWaited({ hours: 2 }),
      () => expect(failed).toHaveWaited({ hours: 2 }),
      () => expect(done).not.toHaveWaited({ hours: 3 }),
      () => expect(done).toHaveReceivedCallback("approve", "no"),
      () => expect(failed).toHaveReceivedCallback("approve"),
      () => expect(done).toHaveReceivedCallback("charge"),
      () => expect(done).not.toHaveReceivedCallback("approve"),
    ].map((assert) => failureOf(assert).split("\n\nWhat happened:")[0])
    expect(heads.join("\n----\n")).toMatchInlineSnapshot(`
      "expect(execution).toHaveRunStep("charge", { times: 2 })

      Step "charge" ran once, with 2 attempts.
      ----
      expect(execution).toHaveRunStep("charge", { times: 1, attempts: 1 })

      Step "charge" ran once, with 2 attempts.
      ----
      expect(execution).toHaveRunStep("cool-off")

      Operation "cool-off" is not a step: its type is WAIT.
      ----
      expect(execution).toHaveRunStep("refund")

      No operation "refund" exists. The operations are "charge", "cool-off", "approve", "approve/callback approve", "approve/submitter approve", "delivery" and "delivery/ship".
      ----
      expect(execution).toHaveWaited({"hours":2})

      The handler waited:
        cool-off for 3h
      ----
      expect(execution).toHaveWaited({"hours":2})

      The handler called context.wait for no time at all.
      ----
      expect(execution).not.toHaveWaited({"hours":3})

      The handler waited:
        cool-off for 3h
      ----
      expect(execution).toHaveReceivedCallback("approve", value)

      Callback "approve":
      - Expected
      + Received

      - no
      + yes
      ----
      expect(execution).toHaveReceivedCallback("approve")

      No operation "approve" exists. The operations are "charge".
      ----
      expect(execution).toHaveReceivedCallback("charge")

      Operation "charge" is not a callback: its type is STEP.
      ----
      expect(execution).not.toHaveReceivedCallback("approve")

      Callback "approve" received "yes"."
    `)
  })

  test("A marked row is shown though a long timeline is cut there", async () => {
    const long = withDurableExecution(async (_event, context) => {
      for (let index = 0; index < 100; index++) await context.step(`s-${index}`, async () => index)
    })
    const execution = await new DurableTestRunner(exactTimes).run(long)
    const text = failureOf(() => expect(execution).toHaveOperation("s-50", { result: 7 }))
    expect(text).toMatch(/… \d+ more rows.*\n> \+0s +step s-50 +succeeded 50\n +… \d+ more rows/)
    expect(text.split("\n").length).toBeLessThan(70)
  })
})

describe("what is no execution, verdict or replay is refused by name, with and without not", () => {
  test("all of them", async () => {
    const wrong = [
      () =>
        expect(new DurableTestRunner().run(order, { id: "o-1" }).catch(() => {})).toHaveSucceeded(),
      () => expect({ status: "SUCCEEDED" }).toHaveSucceededWith(1),
      () => expect(undefined).not.toHaveTimedOut(),
      () => expect(done).toBeCrashSafe(),
      () => expect("verdict").not.toPass(),
      () => expect(done).toBeDeterministic(),
    ].map((assert) => failureOf(assert))
    expect(wrong.map((text) => text.replace(/Execution \{.*/s, "…"))).toMatchInlineSnapshot(`
      [
        "expect(execution).toHaveSucceeded()

      It takes an execution, and got a promise. Is an await missing? Pass the result of await runner.run(handler, input).",
        "expect(execution).toHaveSucceededWith(expected)

      It takes an execution, and got {"status":"SUCCEEDED"}. Pass the result of await runner.run(handler, input).",
        "expect(execution).not.toHaveTimedOut()

      It takes an execution, and got undefined. Pass the result of await runner.run(handler, input).",
        "expect(verdict).toBeCrashSafe()

      It takes a verdict, and got an Execution. Pass the result of await explore(handler, options).",
        "expect(verdict).not.toPass()

      It takes a verdict, and got "verdict". Pass the result of await explore(handler, options).",
        "expect(replayCheck).toBeDeterministic()

      It takes a replay check, and got an Execution. Pass the result of await runner.checkReplay(handler) or await execution.replay().",
      ]
    `)
    await expect(expect(7).toAccept([])).rejects.toThrow("It takes a handler, and got 7.")
    await expect(expect(7).not.toAccept([])).rejects.toThrow("It takes a handler, and got 7.")
  })

  test("A duration that is none is refused as everywhere", () => {
    expect(failureOf(() => expect(done).toHaveWaited({ hour: 3 } as never))).toContain("hour")
  })
})

describe("verdicts and replays", () => {
  const clean = withDurableExecution(async (_event, context) => context.step("a", async () => 1))
  let charged = 0
  const buggy = withDurableExecution(async (_event, context) =>
    context.step("a", async () => void charged++),
  )
  const options = { failures: false, name: "handler", progress: false } as const
  const observed = { ...options, prepare: () => void (charged = 0), observe: () => charged }

  test("toPass and toBeCrashSafe fail with the counterexample", async () => {
    const good = await explore(clean, options)
    expect(good).toPass()
    expect(good).toBeCrashSafe()
    expect(failureOf(() => expect(good).not.toBeCrashSafe())).toContain("handler: no violation")
    const bad = await explore(buggy, observed)
    expect(bad).not.toPass()
    expect(bad).not.toBeCrashSafe()
    for (const assert of [() => expect(bad).toPass(), () => expect(bad).toBeCrashSafe()]) {
      expect(failureOf(assert)).toContain("handler: crash-refinement is violated")
    }
  })

  test("Who has tried no crash is not crash-safe", async () => {
    const calm = await explore(buggy, { ...observed, faults: [] })
    expect(calm).toPass()
    expect(calm).not.toBeCrashSafe()
    expect(failureOf(() => expect(calm).toBeCrashSafe())).toContain("has tried no crash")
  })

  test("toBeDeterministic and toAccept fail with the divergence", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const drifting = withDurableExecution(async (_event, context) => {
      await context.step(`at-${Date.now()}`, async () => 1)
      await context.wait({ hours: 1 })
    })
    const check = await runner.checkReplay(drifting)
    expect(await runner.checkReplay(clean)).toBeDeterministic()
    expect(check).not.toBeDeterministic()
    expect(failureOf(() => expect(check).toBeDeterministic())).toContain("at-")
    const execution = await runner.run(clean)
    expect(await execution.replay()).toBeDeterministic()
    await expect(clean).toAccept(exportHistory(execution))
    await expect(order).not.toAccept(execution)
    await expect(expect(order).toAccept(execution)).rejects.toThrow("incompatible")
  })

  test("A history that cannot be decided is neither accepted nor refused", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const { history } = await runner.run(clean)
    const page = { Events: history.slice(0, 2), NextMarker: "more" }
    await expect(expect(clean).toAccept(page)).rejects.toThrow("undecidable")
    await expect(expect(clean).not.toAccept(page)).rejects.toThrow("undecidable")
  })
})
