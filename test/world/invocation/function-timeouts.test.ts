import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { setTimeout as sleep } from "node:timers/promises"
import { DurableTestRunner } from "durable-test-runner"
import { EventLimitError, FailedInvocationsError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { expectRejection } from "../../runner/expect-error.ts"

describe("the function time-out", () => {
  test("ends the invocation as Sandbox.Timedout, and the service invokes again", async () => {
    let attempts = 0
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step("slow at first", async () => {
        if (++attempts === 1) await sleep(60_000)
        return attempts
      }),
    )
    const runner = new DurableTestRunner({ functionTimeout: { seconds: 3 } })
    const execution = await runner.run(handler)
    expect(execution.result).toBe(2)
    const [first, second] = execution.invocations
    expect(first).toMatchObject({ status: "ERROR", error: { ErrorType: "Sandbox.Timedout" } })
    expect(first?.error?.ErrorMessage).toBe(
      `2026-01-01T00:00:03.000Z ${first?.requestId} Task timed out after 3.00 seconds`,
    )
    expect(first!.endTimestamp!.getTime() - first!.startTimestamp.getTime()).toBe(3_000)
    // The first retry backs off for a second.
    expect(second!.startTimestamp.getTime() - first!.endTimestamp!.getTime()).toBe(1_000)
    expect(second?.status).toBe("SUCCEEDED")
  })

  test("freezes the code of the invocation: it does nothing any more", async () => {
    const done: string[] = []
    let invoked = 0
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const number = ++invoked
      await context.step("slow", async () => {
        if (number === 1) {
          await sleep(10_000)
          done.push("the frozen step went on")
        }
      })
      await context.step("next", async () => done.push(`next of invocation ${number}`))
      await context.wait({ minutes: 1 })
    })
    await new DurableTestRunner({ ...asNeeded, functionTimeout: { seconds: 3 } }).run(handler)
    expect(done).toEqual(["next of invocation 2"])
  })

  test("is what getRemainingTimeInMillis counts down to", async () => {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step(async () => {
        const remaining = [context.lambdaContext.getRemainingTimeInMillis()]
        await sleep(1_200)
        remaining.push(context.lambdaContext.getRemainingTimeInMillis())
        return remaining
      }),
    )
    const runner = new DurableTestRunner({ functionTimeout: { seconds: 3 } })
    expect((await runner.run(handler)).result).toEqual([3_000, 1_800])
    expect((await new DurableTestRunner().run(handler)).result).toEqual([900_000, 898_800])
  })

  test("holds for each invocation, not for the execution", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      for (let index = 0; index < 5; index++) {
        await context.step(() => sleep(2_000))
        await context.wait({ hours: 1 })
      }
      return "done"
    })
    const runner = new DurableTestRunner({ functionTimeout: { seconds: 3 } })
    const execution = await runner.run(handler)
    expect(execution.result).toBe("done")
    expect(execution.invocations.every(({ status }) => status !== "ERROR")).toBe(true)
  })

  test("of 15 minutes holds without being asked for", async () => {
    let attempts = 0
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step(async () => {
        if (++attempts === 1) await sleep(3_600_000)
        return attempts
      }),
    )
    const { invocations, result } = await new DurableTestRunner().run(handler)
    expect(result).toBe(2)
    expect(invocations[0]?.error?.ErrorMessage).toContain("Task timed out after 900.00 seconds")
  })
})

describe("the execution time-out", () => {
  test("ends the execution while a step runs, whose end is not heard any more", async () => {
    const ended: string[] = []
    const handler = withDurableExecution(async (_event: unknown, context) => {
      await context.step("long", async () => {
        await sleep(60_000)
        ended.push("the step")
      })
      ended.push("the handler")
    })
    const runner = new DurableTestRunner({ executionTimeout: { seconds: 5 } })
    const execution = await runner.run(handler)
    expect(execution.status).toBe("TIMED_OUT")
    expect(execution.durationMs).toBe(5_000)
    expect(execution.error).toEqual({ ErrorMessage: "Execution timed out after 5 seconds." })
    expect(execution.history.map(({ EventType }) => EventType)).toEqual([
      "ExecutionStarted",
      "StepStarted",
      "ExecutionTimedOut",
      "InvocationCompleted",
    ])
    expect(execution.operation("long").status).toBe("STARTED")
    expect(ended).not.toContain("the handler")
  })

  test("comes before everything else that is due at that instant", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      await context.wait("five seconds", { seconds: 5 })
    })
    const runner = new DurableTestRunner({ executionTimeout: { seconds: 5 } })
    const execution = await runner.run(handler)
    expect(execution.status).toBe("TIMED_OUT")
    expect(execution.operation("five seconds").status).toBe("STARTED")
  })
})

describe("retries of failed invocations", () => {
  test("back off exponentially, up to five minutes", async () => {
    let invoked = 0
    const inner = withDurableExecution(async () => "fine")
    const handler: typeof inner = (event, context) => {
      if (++invoked <= 11) throw new Error(`failure ${invoked}`)
      return inner(event, context)
    }
    const { invocations, startTimestamp } = await new DurableTestRunner().run(handler)
    const at = invocations.map((one) => one.startTimestamp.getTime() - startTimestamp.getTime())
    const delays = at.slice(1).map((instant, index) => (instant - at[index]!) / 1_000)
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  })

  test("of a process that exited come at once, three times", async () => {
    let invoked = 0
    const handler = withDurableExecution(async () => {
      if (++invoked <= 5) process.exit(1)
      return "fine"
    })
    const { invocations, startTimestamp } = await new DurableTestRunner().run(handler)
    const at = invocations.map((one) => one.startTimestamp.getTime() - startTimestamp.getTime())
    expect(at).toEqual([0, 0, 0, 0, 1_000, 3_000])
  })

  test("go on until the execution time-out that the test gave", async () => {
    const handler = withDurableExecution(async () => process.exit(1))
    const runner = new DurableTestRunner({ executionTimeout: { minutes: 10 } })
    const execution = await runner.run(handler)
    expect(execution.status).toBe("TIMED_OUT")
    expect(execution.durationMs).toBe(600_000)
  })

  test("without one end the run after 100 in a row", async () => {
    const thrown = new Error("no connection")
    const handler = (): never => {
      throw thrown
    }
    const error = await expectRejection(
      new DurableTestRunner().run(handler),
      FailedInvocationsError,
    )
    expect(error.code).toBe("FAILED_INVOCATIONS")
    expect(error.cause).toBe(thrown)
    expect(error.message).toMatchInlineSnapshot(
      `"The last 100 invocations of "durable-function" all failed, the last one with Error: no connection. The service would retry until the execution's time-out. Fix the failure, or set executionTimeout to see how the execution ends, or maxFailedInvocations to allow more. The code has not reached the SDK: if it is a plain function, which is not wrapped by withDurableExecution, register it as one, runner.registerFunction("durable-function", handler, { durable: false })."`,
    )
  })

  test.for([
    [
      "an interval in a step",
      (context: DurableContext) =>
        context.step("listen", async () => new Promise(() => void setInterval(() => {}, 1_000))),
      'At the time-out, step "listen" was still at work',
    ],
    [
      "timers in two steps",
      (context: DurableContext) =>
        Promise.all(
          ["left", "right"].map(async (name) =>
            context.step(name, async () => {
              for (;;) await sleep(100_000)
            }),
          ),
        ),
      'At the time-out, step "left" and step "right" were still at work',
    ],
    [
      "a timer that is armed again, in a branch",
      (context: DurableContext) =>
        context.parallel("both", [
          async (branch) =>
            branch.step(
              async () =>
                new Promise(() => {
                  const timer = setTimeout(() => timer.refresh(), 1_000)
                }),
            ),
        ]),
      "At the time-out, the step without a name in",
    ],
    [
      "timers outside of a step",
      async (context: DurableContext) => {
        await context.step("first", async () => 1)
        for (;;) await sleep(60_000)
      },
      "At the time-out, no step was at work: the handler awaits a timer or a promise of its own. Let it await context.wait(), or move that into context.step().",
    ],
  ] as const)("that time out name what was at work: %s", async ([, body, text]) => {
    const handler = withDurableExecution(async (_event: unknown, context) => body(context))
    const runner = new DurableTestRunner({ maxFailedInvocations: 2 })
    const { message } = await expectRejection(runner.run(handler), FailedInvocationsError)
    expect(message).toContain("Task timed out after 900.00 seconds. The service would retry")
    expect(message).toContain(text)
  })

  test("end the run earlier where the test says so", async () => {
    let invoked = 0
    const handler = withDurableExecution(async () => {
      invoked++
      process.exit(3)
    })
    const runner = new DurableTestRunner({ maxFailedInvocations: 2 })
    const error = await expectRejection(runner.run(handler), FailedInvocationsError)
    expect(invoked).toBe(2)
    expect(error.message).toContain("Runtime.ExitError")
  })
})

test("a run that goes round in circles ends at the limit of events", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("spin", async () => {
      for (;;) await sleep(1)
    }),
  )
  const error = await expectRejection(
    new DurableTestRunner({ maxEvents: 200 }).run(handler),
    EventLimitError,
  )
  expect(error.code).toBe("EVENT_LIMIT")
  expect(error.message).toMatchInlineSnapshot(
    `
    "The run took more than 200 events. It stands at +199ms virtual time in Step "spin".
    What the code does over and over:
      - a timer at test/world/invocation/function-timeouts.test.ts:242:22
    Does the handler poll or retry without end? Raise maxEvents, an option of the runner, if the run is really that long."
  `,
  )
})
