import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { SDKS, VERSIONS } from "../../sdk-versions/sdks.ts"

/*
 * G2: jest in CommonJS refuses the dynamic import by which the SDK loads plugins. Doubles need none, so
 * they work there, with every version of the SDK, and however the handler was wrapped.
 */
test("No environment variable makes the SDK load anything (G2)", async () => {
  await import("durable-test-runner/register")
  expect(process.env["DURABLE_EXECUTION_PLUGINS"]).toBeUndefined()
})

test.each(VERSIONS)("A mock stands in for a step of SDK %s (G2)", async (version) => {
  const bodies: string[] = []
  const run = async (name: string): Promise<string> => {
    bodies.push(name)
    return name
  }
  const handler = SDKS[version].withDurableExecution(
    async (_event: unknown, context: DurableContext) => [
      await context.step("reserve", () => run("reserve")),
      await context.step("charge", () => run("charge")),
    ],
  )
  const runner = new DurableTestRunner()
  const { calls } = runner.mockStep("charge", () => "mock")
  expect((await runner.run(handler)).result).toEqual(["reserve", "mock"])
  expect(bodies).toEqual(["reserve"])
  expect(calls).toMatchObject([
    { name: "charge", kind: "step", attempt: 1, outcome: { status: "returned", value: "mock" } },
  ])
})

test.each(VERSIONS)("Failing, slow and interrupted attempts of SDK %s (G2)", async (version) => {
  let bodies = 0
  const handler = SDKS[version].withDurableExecution(
    async (_event: unknown, context: DurableContext) =>
      context.step("charge", async () => ++bodies, {
        retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 10 } }),
      }),
  )
  const runner = new DurableTestRunner(exactTimes)
  const failed = runner.failStep("charge", "offline", { attempts: [1] })
  const slow = runner.delayStep("charge", { seconds: 7 }, { attempts: [2] })
  runner.interruptStep("charge", { attempt: 2, when: "after" })
  const execution = await runner.run(handler)
  // The second attempt ran its body, and died before anybody learnt of it.
  expect(execution.result).toBe(2)
  expect(failed.calls).toHaveLength(1)
  expect(slow.calls.map(({ attempt }) => attempt)).toEqual([2, 2])
  expect(execution.invocations.map(({ error }) => error?.ErrorType)).toContain("Runtime.ExitError")
  expect(execution.durationMs).toBe(10_000 + 7_000 + 7_000)
})

test.each(VERSIONS)("A condition and a submitter of SDK %s (G2)", async (version) => {
  const handler = SDKS[version].withDurableExecution(
    async (_event: unknown, context: DurableContext) => {
      const state = await context.waitForCondition("deployed", async () => 0, {
        initialState: 0,
        waitStrategy: (current: number) =>
          current === 2
            ? { shouldContinue: false }
            : { shouldContinue: true, delay: { seconds: 1 } },
      })
      const answer = await context.waitForCallback("approve", async () => {
        throw new Error("no mail server")
      })
      return [state, answer]
    },
  )
  const runner = new DurableTestRunner()
  const polls = runner.mockStep("deployed", ({ attempt }) => attempt)
  const mails = runner.mockStep("approve-submitter", () => {})
  runner.completeCallback("approve", "yes")
  expect((await runner.run(handler)).result).toEqual([2, "yes"])
  expect(polls.calls.map(({ kind, attempt }) => [kind, attempt])).toEqual([
    ["condition", 1],
    ["condition", 2],
  ])
  expect(mails.calls).toMatchObject([{ kind: "submitter", name: "approve-submitter" }])
  expect(mails.calls[0]?.callbackId).toMatch(/./u)
})

test.each(VERSIONS)("The second of three concurrent steps of SDK %s (G2)", async (version) => {
  const handler = SDKS[version].withDurableExecution(
    async (_event: unknown, context: DurableContext) =>
      Promise.all([1, 2, 3].map((part) => context.step("part", async () => part))),
  )
  const runner = new DurableTestRunner()
  runner.mockStep("part", (_attempt, body) => body().then((part) => Number(part) * 10), {
    occurrence: 2,
  })
  expect((await runner.run(handler)).result).toEqual([1, 20, 3])
})

test("A double that comes in the middle of a run knows the steps that came before it", async () => {
  const runner = new DurableTestRunner({ ...asNeeded })
  const handler = SDKS["1.1.7"].withDurableExecution(
    async (_event: unknown, context: DurableContext) => {
      const first = await context.step("charge", async () => "first")
      runner.mockStep("charge", () => "mock")
      return [first, await context.step("charge", async () => "second")]
    },
  )
  const execution = await runner.run(handler)
  expect(execution.result).toEqual(["first", "mock"])
})

test.each(["2.2.0", "2.4.0"] as const)(
  "A double of SDK %s takes no checkpoint more than the step alone",
  async (version) => {
    const handler = SDKS[version].withDurableExecution(
      async (_event: unknown, context: DurableContext) =>
        context.step("charge", async () => "real"),
    )
    const options = { ...asNeeded, checkpointLatency: { milliseconds: 50 } }
    const alone = await new DurableTestRunner(options).run(handler)
    const runner = new DurableTestRunner(options)
    runner.mockStep("charge", (_attempt, body) => body())
    const doubled = await runner.run(handler)
    expect(JSON.stringify(doubled.history)).toBe(JSON.stringify(alone.history))
  },
)
