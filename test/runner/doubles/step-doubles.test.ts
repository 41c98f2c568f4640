import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { UnusedDoubleError } from "durable-test-runner/errors"
import { describe, expect, test, vi } from "vitest"
import { messageOf } from "../error-text.ts"
import { expectRejection } from "../expect-error.ts"
import { exactTimes } from "../../support/exact-times.ts"

const realCharge = vi.fn((): string => "really charged")

const retry = {
  retryStrategy: (_error: Error, attempt: number) => ({
    shouldRetry: attempt < 4,
    delay: { seconds: 10 },
  }),
}

const pay = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const charged = await context.step("charge", async () => realCharge(), retry)
  const sent = await context.step("send receipt", async () => "really sent")
  return [charged, sent]
})

describe("mockStep", () => {
  test("stands in for the body, which does not run", async () => {
    realCharge.mockClear()
    const runner = new DurableTestRunner(exactTimes)
    runner.mockStep("charge", () => "as if charged")
    const execution = await runner.run(pay)
    expect(execution.result).toEqual(["as if charged", "really sent"])
    expect(realCharge).not.toHaveBeenCalled()
  })

  test("may answer later, in virtual time, and what it answers goes through the serdes", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.mockStep("charge", async () => {
      await new Promise((resolve) => setTimeout(resolve, 60_000))
      return new Date(0)
    })
    const execution = await runner.run(pay)
    expect(execution.result).toEqual(["1970-01-01T00:00:00.000Z", "really sent"])
    expect(execution.durationMs).toBe(60_000)
  })

  test.each([
    ["synchronously", () => expect.unreachable("the card is blocked")],
    ["asynchronously", async () => expect.unreachable("the card is blocked")],
  ])("that throws %s fails the attempt, and the body does not run instead", async (_how, mock) => {
    realCharge.mockClear()
    const runner = new DurableTestRunner(exactTimes)
    const { calls } = runner.mockStep("charge", mock)
    const execution = await runner.run(pay)
    expect(execution.error).toMatchObject({ ErrorType: "StepError" })
    expect(execution.operation("charge").attempts).toHaveLength(4)
    expect(calls.map(({ outcome }) => outcome?.status)).toEqual(Array(4).fill("threw"))
    expect(realCharge).not.toHaveBeenCalled()
  })

  test("may run the real body and change what comes of it", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.mockStep("charge", async (_attempt, body) => `not ${String(await body())}`)
    const execution = await runner.run(pay)
    expect(execution.result).toEqual(["not really charged", "really sent"])
  })

  test("takes a pattern, and several steps", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const { calls } = runner.mockStep(/e/g, ({ name }) => `mock of ${name}`)
    const execution = await runner.run(pay)
    expect(execution.result).toEqual(["mock of charge", "mock of send receipt"])
    expect(calls.map(({ name }) => name)).toEqual(["charge", "send receipt"])
  })

  test("records each call, with the virtual time and what came of it", async () => {
    const runner = new DurableTestRunner({ ...exactTimes, startTime: 0 })
    const { calls } = runner.mockStep("charge", ({ attempt }) => {
      if (attempt === 1) throw new Error("offline")
      return "charged"
    })
    const execution = await runner.run(pay)
    const { id } = execution.operation("charge")
    const known = { name: "charge", kind: "step", operationId: id, executionArn: execution.arn }
    expect(calls).toEqual([
      {
        ...known,
        attempt: 1,
        at: new Date(0),
        outcome: { status: "threw", error: new Error("offline") },
      },
      {
        ...known,
        attempt: 2,
        at: new Date(10_000),
        outcome: { status: "returned", value: "charged" },
      },
    ])
    expect(execution.operation("charge").attempts.map(({ error }) => error?.ErrorMessage)).toEqual([
      "offline",
      undefined,
    ])
  })
})

describe("failStep", () => {
  class CardDeclined extends Error {
    override readonly name = "CardDeclined"
  }

  test("makes every attempt throw", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.failStep("charge", new CardDeclined("no money"))
    const execution = await runner.run(pay)
    expect(execution.status).toBe("FAILED")
    expect(execution.operation("charge").attempts.map(({ error }) => error)).toMatchObject(
      Array(4).fill({ ErrorType: "CardDeclined", ErrorMessage: "no money" }),
    )
    expect(execution.durationMs).toBe(30_000)
  })

  test("fails as often as `times` says", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const { calls } = runner.failStep("charge", "offline", { times: 2 })
    const execution = await runner.run(pay)
    expect(execution.result).toEqual(["really charged", "really sent"])
    expect(calls).toHaveLength(2)
    expect(execution.operation("charge").attempts.map(({ status }) => status)).toEqual([
      "FAILED",
      "FAILED",
      "SUCCEEDED",
    ])
  })

  test("fails the attempts that are listed", async () => {
    const flaky = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step(
        "flaky",
        async ({ attempt }) => {
          if (attempt === 1) throw new Error("of its own")
          return attempt
        },
        retry,
      ),
    )
    const runner = new DurableTestRunner(exactTimes)
    runner.failStep("flaky", "of the double", { attempts: [2, 3] })
    const execution = await runner.run(flaky)
    expect(execution.result).toBe(4)
    const messages = execution.operation("flaky").attempts.map(({ error }) => error?.ErrorMessage)
    expect(messages).toEqual(["of its own", "of the double", "of the double", undefined])
  })

  test("fails the step of a name that `occurrence` picks, in the order of first attempts", async () => {
    const three = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const caught: unknown[] = []
      const never = { retryStrategy: () => ({ shouldRetry: false }) }
      for (let index = 0; index < 3; index++) {
        const step = context.step("charge", async () => index, never)
        caught.push(await step.catch(messageOf))
      }
      return caught
    })
    const runner = new DurableTestRunner(exactTimes)
    runner.failStep("charge", "the second", { occurrence: 2 })
    expect((await runner.run(three)).result).toEqual([0, "the second", 2])
  })
})

describe("delayStep", () => {
  test("lets virtual time pass before the body runs", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const { calls } = runner.delayStep("charge", { minutes: 2 })
    const execution = await runner.run(pay)
    expect(execution.result).toEqual(["really charged", "really sent"])
    expect(execution.durationMs).toBe(120_000)
    expect(calls[0]?.outcome).toEqual({ status: "returned", value: "really charged" })
  })

  test("decides races", async () => {
    const race = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.promise.race([
        context.step("left", async () => "left"),
        context.step("right", async () => "right"),
      ]),
    )
    const runner = new DurableTestRunner(exactTimes)
    runner.delayStep("left", { seconds: 1 })
    expect((await runner.run(race)).result).toBe("right")
    runner.delayStep("right", { seconds: 1 })
    expect((await runner.run(race)).result).toBe("left")
  })

  test("lets the next double follow", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.delayStep("charge", { seconds: 5 })
    runner.failStep("charge", "offline", { times: 1 })
    runner.mockStep("charge", () => "mocked")
    const execution = await runner.run(pay)
    expect(execution.result).toEqual(["mocked", "really sent"])
    expect(execution.durationMs).toBe(20_000)
  })
})

test("of several doubles the first that applies stands in", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.failStep("charge", "offline", { times: 1 })
  runner.mockStep(/charge/, () => "first", { occurrence: 1 })
  runner.mockStep("send receipt", () => "sent")
  expect((await runner.run(pay)).result).toEqual(["first", "sent"])
})

test("doubles are for one run, and the next run of the runner has none", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.mockStep("charge", () => "mocked")
  expect((await runner.run(pay)).result).toEqual(["mocked", "really sent"])
  expect((await runner.run(pay)).result).toEqual(["really charged", "really sent"])
})

test("doubles of runs that are under way at once do not meet", async () => {
  const results = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const runner = new DurableTestRunner(exactTimes)
      runner.mockStep("charge", () => index)
      runner.delayStep("send receipt", { seconds: index })
      const { result, durationMs } = await runner.run(pay)
      return [(result as unknown[])[0], durationMs]
    }),
  )
  expect(results).toEqual(results.map((_, index) => [index, index * 1_000]))
})

test("A double stands in for a step of a child execution", async () => {
  const parent = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.invoke("payments:$LATEST", {}),
  )
  const runner = new DurableTestRunner(exactTimes)
  runner.registerFunction("payments", pay)
  runner.mockStep("charge", () => "mocked")
  expect((await runner.run(parent)).result).toEqual(["mocked", "really sent"])
})

test("a double that is added while the run is under way is for that run", async () => {
  const runner = new DurableTestRunner(exactTimes)
  const changing = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.step("break the desk", async () => {
      runner.failStep("charge", "the desk is broken", { times: 1 })
    })
    return context.step("charge", async () => "charged", retry)
  })
  const execution = await runner.run(changing)
  expect(execution.operation("charge").attempts).toHaveLength(2)
})

test("doubles that stood in for nothing fail the run, and the error says why", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.mockStep("chrge", () => "mocked")
  runner.failStep("charge", "offline", { occurrence: 2 })
  runner.delayStep("charge", { seconds: 1 }, { attempts: [2] })
  runner.mockStep("charge", () => "first")
  runner.mockStep(/^charge$/, () => "second")
  const error = await expectRejection(runner.run(pay), UnusedDoubleError)
  expect(error.execution.result).toEqual(["first", "really sent"])
  expect(messageOf(error)).toMatchInlineSnapshot(`
    "The execution ended SUCCEEDED, and 4 step doubles were never used:
      mockStep("chrge"): the steps that ran are "charge" and "send receipt". Did you mean "charge"?
      failStep("charge"): 1 step of that name ran, so there is no occurrence 2.
      delayStep("charge"): "charge" had 1 attempt.
      mockStep(/^charge$/): other doubles stood in for "charge".
    Pass { allowUnusedScripts: true } to the runner if that is intended."
  `)

  const lenient = new DurableTestRunner({ allowUnusedScripts: true })
  lenient.mockStep("chrge", () => "mocked")
  expect((await lenient.run(pay)).status).toBe("SUCCEEDED")
})

test("a run without named steps says so", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.mockStep("charge", () => "mocked")
  const waiting = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.wait({ seconds: 1 }),
  )
  const error = await expectRejection(runner.run(waiting), UnusedDoubleError)
  expect(messageOf(error)).toMatchInlineSnapshot(`
    "The execution ended SUCCEEDED, and a step double was never used:
      mockStep("charge"): no step with a name ran.
    Pass { allowUnusedScripts: true } to the runner if that is intended."
  `)
})
