import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type DurableTestRunnerOptions } from "durable-test-runner"
import {
  BlockedExecutionError,
  FakeTimersError,
  InvocationStuckError,
} from "durable-test-runner/errors"
import { afterEach, describe, expect, test, vi } from "vitest"
import { asNeeded } from "../support/as-needed.ts"
import { expectRejection } from "./expect-error.ts"
import { runInProcesses } from "./fresh-process.ts"

/** Nothing real goes on in these handlers. */
const impatient: DurableTestRunnerOptions = { ...asNeeded, handlerTimeoutMs: 20 }

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

describe("fake timers that are installed during a run are named as the cause (G15)", () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  const named = "Fake timers were installed during the run, by vi.useFakeTimers()"

  test("in a handler", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      vi.useFakeTimers()
      await context.wait({ seconds: 1 })
    })
    const run = new DurableTestRunner(impatient).run(handler)
    expect((await expectRejection(run, InvocationStuckError)).message).toContain(named)
  })

  test("in a step", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      await context.step("charge", async () => {
        vi.useFakeTimers({ toFake: ["setTimeout"] })
        await pause(100)
      })
    })
    const run = new DurableTestRunner(impatient).run(handler)
    expect((await expectRejection(run, InvocationStuckError)).message).toContain(named)
  })

  test("in a double", async () => {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step("charge", async () => 1),
    )
    const runner = new DurableTestRunner(impatient)
    runner.mockStep("charge", async () => {
      vi.useFakeTimers()
      await pause(100)
    })
    const error = await expectRejection(runner.run(handler), InvocationStuckError)
    expect(error.message).toContain(named)
  })

  test("in a responder", async () => {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("approve", async () => {}),
    )
    const runner = new DurableTestRunner(impatient).onCallback("approve", async (callback) => {
      vi.useFakeTimers()
      await pause(100)
      await callback.succeed("yes")
    })
    const error = await expectRejection(runner.run(handler), BlockedExecutionError)
    expect(error.message).toContain(named)
  })

  test("between two calls of a test that goes step by step", async () => {
    const handler = withDurableExecution((_event: unknown, context) => context.wait({ seconds: 1 }))
    const execution = new DurableTestRunner(impatient).start(handler)
    await execution.untilSuspended()
    vi.useFakeTimers()
    await expectRejection(execution.result(), FakeTimersError)
  })

  test("and not where there are none", async () => {
    const handler = withDurableExecution(() => new Promise(() => {}))
    const run = new DurableTestRunner(impatient).run(handler)
    expect((await expectRejection(run, InvocationStuckError)).message).not.toContain("Fake timers")
  })
})

test("a real timer, by a setTimeout from before the import, is named as the cause, with its line (G15)", async () => {
  const [output = ""] = await runInProcesses(1, "captured-timers.ts")
  const told = Object.fromEntries(
    output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as [string, string]),
  )
  for (const name of ["step", "interval", "handler"]) {
    expect(told[name]).toMatch(
      /A real timer of 60000 ms is set \(at .*captured-timers\.ts:\d+:\d+\)/u,
    )
    expect(told[name]).toContain('setupFiles: ["durable-test-runner/register"]')
  }
  for (const name of ["fired", "cleared"]) {
    expect(told[name]).toContain("awaits a promise that nothing settles")
    expect(told[name]).not.toContain("real timer")
  }
})

describe("an invoke of a function that is not registered says how to register it (G15)", () => {
  const asking = (target: string) =>
    withDurableExecution((_event: unknown, context) => context.invoke("ask", target, {}))

  const register =
    'Register it, runner.registerFunction("price", handler), or mock it, runner.mockFunction("price", (input) => result)'

  test.each([
    ["price", `${register}.`],
    ["price:$LATEST", `${register}.`],
    ["price:live", `${register}, with { aliases: ["live"] }.`],
    ["price:7", `${register}, with { version: "7" }.`],
    ["arn:aws:lambda:us-east-1:123456789012:function:price", `${register}.`],
    ["123456789012:function:price:beta", `${register}, with { aliases: ["beta"] }.`],
  ])("as %s", async (target, advice) => {
    const runner = new DurableTestRunner(asNeeded)
    runner.mockFunction("prices", () => 1)
    const execution = await runner.run(asking(target))
    expect(execution.timeline()).toContain(advice)
    expect(() => execution.assertSucceeded()).toThrow(advice)
  })

  test("where the alias of a registered function is missing, and that helps", async () => {
    const runner = new DurableTestRunner(asNeeded)
    runner.mockFunction("price", () => 1)
    expect((await runner.run(asking("price:live"))).timeline()).toContain('{ aliases: ["live"] }')
    runner.mockFunction("price", () => 1, { aliases: ["live"] })
    expect((await runner.run(asking("price:live"))).result).toBe(1)
  })

  test("and an error of the same name that a function throws gets no advice", async () => {
    const runner = new DurableTestRunner(asNeeded)
    runner.mockFunction("price", () => {
      throw Object.assign(new Error("no such sku"), { name: "ResourceNotFoundException" })
    })
    expect((await runner.run(asking("price"))).timeline()).not.toContain("Register it")
  })
})

describe("a timer that was to answer a callback later, and was dropped at the suspension, is named (G15)", () => {
  const dropped = (delay: string): string =>
    `A timer of ${delay} never fired: the invocation that set it suspended`

  test("of a submitter", async () => {
    const runner = new DurableTestRunner(asNeeded)
    const handler = withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("approve", async (callbackId) => {
        setTimeout(() => runner.completeCallback(callbackId, "yes"), 5_000)
      }),
    )
    const error = await expectRejection(runner.run(handler), BlockedExecutionError)
    expect(error.message).toContain(dropped("5s"))
    expect(error.message).toContain(
      "runner.completeCallback(name, value, { after: { milliseconds: 5000 } })",
    )
  })

  test("of a handler, and of a double", async () => {
    const runner = new DurableTestRunner(asNeeded)
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const [answer, callbackId] = await context.createCallback("approve")
      setTimeout(() => runner.completeCallback(callbackId, "yes"), 90_000)
      return answer
    })
    const error = await expectRejection(runner.run(handler), BlockedExecutionError)
    expect(error.message).toContain(dropped("1m 30s"))

    const submitting = withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("approve", async () => {}),
    )
    runner.mockStep("approve-submitter", () => void setTimeout(() => {}, 2_000))
    const other = await expectRejection(runner.run(submitting), BlockedExecutionError)
    expect(other.message).toContain(dropped("2s"))
  })

  test("several are counted", async () => {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("approve", async () => {
        for (const delay of [3_000, 4_000]) setTimeout(() => {}, delay)
      }),
    )
    const run = new DurableTestRunner(asNeeded).run(handler)
    expect((await expectRejection(run, BlockedExecutionError)).message).toMatch(
      /2 timers, the first of [34]s never fired/u,
    )
  })

  test("and a blocked run without one does not mention any", async () => {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      await context.step("charge", () => pause(1_000))
      await context.wait({ seconds: 1 })
      return context.waitForCallback("approve", () => pause(700))
    })
    const run = new DurableTestRunner(asNeeded).run(handler)
    expect((await expectRejection(run, BlockedExecutionError)).message).not.toContain("never fired")
  })
})
