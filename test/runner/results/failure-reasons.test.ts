import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import {
  BlockedExecutionError,
  DurableTestRunner,
  type Execution,
  UnusedScriptError,
} from "durable-test-runner"
import {
  CallbackNotReachedError,
  ExecutionFailedError,
  NotReachedError,
  OperationNotFoundError,
} from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { expectError, expectRejection } from "../expect-error.ts"

const noRetry = { retryStrategy: () => ({ shouldRetry: false }) }

const declined = withDurableExecution(async () => {
  throw new RangeError("card declined")
})

const failsInStep = withDurableExecution(async (_event: unknown, context: DurableContext) =>
  context.step(
    "charge",
    () => {
      throw new TypeError("no such card")
    },
    noRetry,
  ),
)

/** Where the code of this file stands, which moves with every edit. */
function withoutPaths(message: string): string {
  return message.replaceAll(/thrown at [^),]*[\\/](\S+?):\d+:\d+/g, "thrown at $1")
}

async function run(handler: Parameters<DurableTestRunner["run"]>[0]): Promise<Execution> {
  return new DurableTestRunner(exactTimes).run(handler)
}

describe("the execution's own error comes first (G3)", () => {
  test("in the error of a script that was not used", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve")
    const { message } = await expectRejection(runner.run(declined), UnusedScriptError)
    expect(withoutPaths(message)).toMatchInlineSnapshot(`
      "The execution ended FAILED with RangeError: card declined (thrown at failure-reasons.test.ts).
      A script was never used:
        completeCallback("approve"): the handler created no callback.
      Pass { allowUnusedScripts: true } to the runner if that is intended."
    `)
  })

  test("in the error of several scripts that were not used, with the step it came from", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve")
    runner.failCallback("review")
    const { message } = await expectRejection(runner.run(failsInStep), UnusedScriptError)
    expect(withoutPaths(message)).toMatchInlineSnapshot(`
      "The execution ended FAILED with StepError: no such card (from step charge, where it was TypeError, thrown at failure-reasons.test.ts).
      2 scripts were never used:
        completeCallback("approve"): the handler created no callback.
        failCallback("review"): the handler created no callback.
      Pass { allowUnusedScripts: true } to the runner if that is intended."
    `)
  })

  test("in the error of an operation that does not exist", async () => {
    const execution = await run(failsInStep)
    const error = expectError(() => execution.operation("refund"), OperationNotFoundError)
    expect(withoutPaths(error.message)).toMatchInlineSnapshot(`
      "The execution ended FAILED with StepError: no such card (from step charge, where it was TypeError, thrown at failure-reasons.test.ts).
      The execution has no operation "refund". It has "charge"."
    `)
  })

  test("in the error of a callback that was not reached", async () => {
    const execution = new DurableTestRunner().start(declined)
    const { message } = await expectRejection(
      execution.untilCallback("approve"),
      CallbackNotReachedError,
    )
    expect(withoutPaths(message)).toMatchInlineSnapshot(
      `"The execution ended FAILED with RangeError: card declined (thrown at failure-reasons.test.ts), and no callback "approve" waits for an answer. The handler created no callback."`,
    )
  })

  test("in the error of a state that was not reached", async () => {
    const execution = new DurableTestRunner().start(declined)
    const { message } = await expectRejection(
      execution.until(() => false),
      NotReachedError,
    )
    expect(message).toMatch(/^The execution ended FAILED with RangeError: card declined \(/)
  })

  test("in the error of a blocked run, as the last thing that failed", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context
        .step(
          "charge",
          () => {
            throw new TypeError("no such card")
          },
          noRetry,
        )
        .catch(() => {})
      return context.waitForCallback("approve", async () => {})
    })
    const { message } = await expectRejection(
      new DurableTestRunner().run(handler),
      BlockedExecutionError,
    )
    expect(withoutPaths(message).split("\n")[0]).toMatchInlineSnapshot(
      `"The last thing that failed is TypeError: no such card (from step charge, thrown at failure-reasons.test.ts)."`,
    )
  })

  test("A run that is blocked and in which nothing failed says nothing of failures", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.waitForCallback("approve", async () => {}),
    )
    const { message } = await expectRejection(
      new DurableTestRunner().run(handler),
      BlockedExecutionError,
    )
    expect(message).toMatch(/^The execution cannot continue/)
  })
})

describe("what the record leaves out of an error is told", () => {
  const throws = (thrown: unknown) => () => {
    throw thrown
  }

  /** How the run of a handler and that of a step end which throw this. */
  async function endsWith(thrown: unknown): Promise<readonly string[]> {
    const handler = withDurableExecution(async () => throws(thrown)())
    const step = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.step("charge", throws(thrown), noRetry),
    )
    const ends: string[] = []
    for (const each of [handler, step]) {
      const execution = await run(each)
      const { message } = expectError(() => execution.expectResult(), ExecutionFailedError)
      ends.push(withoutPaths(message.split("\n", 1)[0] ?? ""))
    }
    return ends
  }

  const newRefusal = (): Error => new Error("connect ECONNREFUSED 127.0.0.1:1")

  test.for([
    ["a string", "no funds", '"no funds"'],
    ["a number", 42, "42"],
    ["null", null, "null"],
    ["an object", { code: 402 }, '{"code":402}'],
    ["a promise", Promise.resolve(1), "a promise"],
  ] as const)("%s that is thrown, of which the SDK records nothing", async ([, thrown, shown]) => {
    expect(await endsWith(thrown)).toEqual([
      `The execution ended FAILED with Unknown error (the handler threw ${shown}, which is no Error).`,
      `The execution ended FAILED with StepError: Unknown error (from step charge, which threw ${shown}, which is no Error).`,
    ])
  })

  test("undefined that is thrown", async () => {
    expect(await endsWith(undefined)).toMatchInlineSnapshot(`
      [
        "The execution ended FAILED with Unknown error (the handler threw undefined, or another value that is no Error).",
        "The execution ended FAILED with StepError: Unknown error (from step charge, which threw undefined, or another value that is no Error).",
      ]
    `)
  })

  test("the cause of an error, such as that of a fetch", async () => {
    expect(await endsWith(new TypeError("fetch failed", { cause: newRefusal() })))
      .toMatchInlineSnapshot(`
      [
        "The execution ended FAILED with TypeError: fetch failed (thrown at failure-reasons.test.ts, caused by Error: connect ECONNREFUSED 127.0.0.1:1).",
        "The execution ended FAILED with StepError: fetch failed (from step charge, where it was TypeError, thrown at failure-reasons.test.ts, caused by Error: connect ECONNREFUSED 127.0.0.1:1).",
      ]
    `)
  })

  test("the errors of an AggregateError", async () => {
    expect(await endsWith(new AggregateError([new Error("one"), "two"], "several")))
      .toMatchInlineSnapshot(`
      [
        "The execution ended FAILED with AggregateError: several (thrown at failure-reasons.test.ts, combining Error: one and "two").",
        "The execution ended FAILED with StepError: several (from step charge, where it was AggregateError, thrown at failure-reasons.test.ts, combining Error: one and "two").",
      ]
    `)
  })

  test("causes of causes, without end, and without those that say the same", async () => {
    const refused = newRefusal()
    const circular = new Error("outer", { cause: new Error("outer", { cause: refused }) })
    refused.cause = circular
    expect(await endsWith(circular)).toMatchInlineSnapshot(`
      [
        "The execution ended FAILED with Error: outer (thrown at failure-reasons.test.ts, caused by Error: connect ECONNREFUSED 127.0.0.1:1).",
        "The execution ended FAILED with StepError: outer (from step charge, where it was Error, thrown at failure-reasons.test.ts, caused by Error: connect ECONNREFUSED 127.0.0.1:1).",
      ]
    `)
  })

  test("a message with colours and other control characters is one plain line", async () => {
    expect(await endsWith(new Error("\u001B[31mred\u001B[39m\r\n\u0000line")))
      .toMatchInlineSnapshot(`
      [
        "The execution ended FAILED with Error: red line (thrown at failure-reasons.test.ts).",
        "The execution ended FAILED with StepError: red line (from step charge, where it was Error, thrown at failure-reasons.test.ts).",
      ]
    `)
  })

  test("an error without a name", async () => {
    expect(await endsWith(Object.assign(new Error("no funds"), { name: "" })))
      .toMatchInlineSnapshot(`
      [
        "The execution ended FAILED with no funds (thrown at failure-reasons.test.ts).",
        "The execution ended FAILED with StepError: no funds (from step charge, thrown at failure-reasons.test.ts).",
      ]
    `)
  })

  test("an error that cannot be read", async () => {
    const hostile = new Error("fine")
    Object.defineProperty(hostile, "cause", { get: throws(new Error("not readable")) })
    expect(await endsWith(hostile)).toMatchInlineSnapshot(`
      [
        "The execution ended FAILED with Error: fine (thrown at failure-reasons.test.ts).",
        "The execution ended FAILED with StepError: fine (from step charge, where it was Error, thrown at failure-reasons.test.ts).",
      ]
    `)
  })
})

describe("an execution can be asked whether it has succeeded (G3)", () => {
  test("expectResult returns the result of one that has", async () => {
    const handler = withDurableExecution(async () => ({ total: 7 }))
    const execution = await run(handler)
    expect(execution.expectResult<{ total: number }>().total).toBe(7)
    expect(execution.assertSucceeded()).toBe(execution)
  })

  test("expectResult returns undefined for a handler that returns nothing", async () => {
    const execution = await run(withDurableExecution(async () => {}))
    expect(execution.expectResult()).toBeUndefined()
  })

  test("expectResult throws the reason and the timeline of one that has failed", async () => {
    const execution = await run(failsInStep)
    const error = expectError(() => execution.expectResult(), ExecutionFailedError)
    expect(error.code).toBe("EXECUTION_FAILED")
    expect(error.execution).toBe(execution)
    expect(withoutPaths(error.message)).toMatchInlineSnapshot(`
      "The execution ended FAILED with StepError: no such card (from step charge, where it was TypeError, thrown at failure-reasons.test.ts).
      This is what happened:
      durable-function: FAILED after 0s, 1 invocation
        +0s  invocation 1
        +0s    step charge     failed TypeError: no such card
        +0s  execution failed  StepError: no such card"
    `)
  })

  test("assertSucceeded throws for an execution that has timed out, was stopped, or runs", async () => {
    const waits = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.wait("long", { hours: 2 }),
    )
    const late = await new DurableTestRunner({ executionTimeout: { hours: 1 } }).run(waits)
    const started = new DurableTestRunner().start(waits)
    await started.untilSuspended()
    const running = started.snapshot()
    started.stop({ ErrorType: "Closed", ErrorMessage: "shop closed" })
    const stopped = await started.result()
    const begins = [late, running, stopped].map((execution) => {
      const { message } = expectError(() => execution.assertSucceeded(), ExecutionFailedError)
      return message.split("\n")[0]
    })
    expect(begins).toMatchInlineSnapshot(`
      [
        "The execution ended TIMED_OUT with Execution timed out after 3600 seconds.",
        "The execution has not ended.",
        "The execution ended STOPPED with Closed: shop closed.",
      ]
    `)
  })

  test("The cause is the error as it was thrown", async () => {
    const execution = await run(declined)
    const { cause } = expectError(() => execution.assertSucceeded(), ExecutionFailedError)
    expect(cause).toBeInstanceOf(RangeError)
  })

  test("A failed child execution is quoted with its own reason", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.invoke("pay", "payments:$LATEST", {}),
    )
    const runner = new DurableTestRunner()
    runner.registerFunction("payments", failsInStep)
    const execution = await runner.run(handler)
    const { message } = expectError(() => execution.assertSucceeded(), ExecutionFailedError)
    expect(withoutPaths(message).split("\n")[0]).toMatchInlineSnapshot(
      `"The execution ended FAILED with InvokeError: no such card (from chainedInvoke pay, where it was StepError, the execution of payments ended FAILED with StepError: no such card (from step charge, where it was TypeError, thrown at failure-reasons.test.ts))."`,
    )
  })
})
