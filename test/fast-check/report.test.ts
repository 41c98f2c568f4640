import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { Schedule } from "durable-test-runner/explore"
import { durable } from "durable-test-runner/fast-check"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { exactly } from "./exactly.ts"

/** The counterexamples of one seed are always the same; those of another version may be others. */
const fixed = { seed: 11, numRuns: 200 } as const

/** Charges twice if it crashes when the card has been charged and the step is not recorded. */
function createShop() {
  const charges: string[] = []
  const handler = withDurableExecution(async (order: string, context: DurableContext) => {
    const config = { retryStrategy: () => ({ shouldRetry: false }) }
    await context.step("charge", async () => charges.push(order), config)
    await context.wait("cool down", { minutes: 5 })
    return context.step("ship", async () => `${order} is on its way`)
  })
  return { charges, handler }
}

async function chargesOnce(schedule: Schedule): Promise<void> {
  const { charges, handler } = createShop()
  await new DurableTestRunner(exactly).runSchedule(schedule, handler, "o-1")
  expect(charges).toEqual(["o-1"])
}

async function messageOf(failing: Promise<void>): Promise<string> {
  return failing.then(
    () => "it did not fail",
    (error: unknown) => (error as Error).message,
  )
}

describe("a failing property", () => {
  test("says what happened in the counterexample, and how to see it again", async () => {
    const property = fc.asyncProperty(durable.schedule(), chargesOnce)
    const failing = fc.assert(property, { ...fixed, plugins: [durable.report()] })
    const message = await messageOf(failing)
    expect(message).toMatch(
      /^Property failed after \d+ tests\n\{ seed: 11, path: "[\d:]+", endOnFailure: true \}\nCounterexample: \[Schedule\.parse\("[^"]+"\)\]\n/u,
    )
    const lastRun = message.slice(message.indexOf("The last run of the counterexample:"))
    expect(lastRun).toContain("durable-function: SUCCEEDED after 5m, 3 invocations")
    expect(lastRun).toMatch(/\+0s {4}invocation failed {4}Runtime\.ExitError/u)
    expect(lastRun).toMatch(/\+0s {6}step charge {8}succeeded 2\n/u)
    expect(message).toMatch(
      /\n\nReplay it with {2}await runner\.replaySchedule\("[^"]+", handler, input\)$/u,
    )
  })

  test("names a schedule that replays it strictly", async () => {
    const property = fc.asyncProperty(durable.schedule(), chargesOnce)
    const failing = fc.assert(property, { ...fixed, plugins: [durable.report()] })
    const [, text = ""] = /replaySchedule\("(.*?)"/u.exec(await messageOf(failing)) ?? []
    const { charges, handler } = createShop()
    await new DurableTestRunner(exactly).replaySchedule(text, handler, "o-1")
    expect(charges).toEqual(["o-1", "o-1"])
  })

  test("keeps what was wrong as the cause", async () => {
    const property = fc.asyncProperty(durable.schedule(), chargesOnce)
    const failing = fc.assert(property, { ...fixed, plugins: [durable.report()] })
    const error = await failing.catch((thrown: unknown) => thrown)
    expect((error as Error).cause).toHaveProperty("name", "AssertionError")
  })

  test("prints the fault plan of the counterexample", async () => {
    const property = fc.asyncProperty(durable.faultPlan({ faults: ["crash"] }), async (plan) => {
      const { charges, handler } = createShop()
      await new DurableTestRunner(exactly).runSchedule(plan, handler, "o-1")
      expect(charges).toEqual(["o-1"])
    })
    const failing = fc.assert(property, { ...fixed, plugins: [durable.report()] })
    const [header] = (await messageOf(failing)).split("\n\n")
    expect(header).toMatchInlineSnapshot(`
      "Property failed after 7 tests
      { seed: 11, path: "6:1", endOnFailure: true }
      Counterexample: [durable.faultPlan.of([{ fault: "crash", at: 1 }])]
      Shrunk 1 time(s)"
    `)
  })

  test("shows a run that threw as far as it has come, and one without a schedule", async () => {
    const blocked = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.step("first", async () => {})
      return context.waitForCallback("approve", async () => {})
    })
    const property = fc.asyncProperty(fc.nat(), async () => {
      await new DurableTestRunner(exactly).run(blocked)
    })
    const message = await messageOf(fc.assert(property, { ...fixed, plugins: [durable.report()] }))
    const [, , ...rest] = message.split("\n\n")
    expect(rest.join("\n\n")).toMatchInlineSnapshot(`
      "The last run of the counterexample:

      durable-function: RUNNING after 20ms, 1 invocation
        +0s    invocation 1
        +0s      step first               succeeded
        +0s      waitForCallback approve  started
        +0s        callback approve       started
        +0s        submitter approve      succeeded
        +20ms  suspended"
    `)
  })
})

describe("The report stays silent", () => {
  test("about a property that holds, or that fails without a run", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async () => {
        await new DurableTestRunner(exactly).run(createShop().handler)
      }),
      { numRuns: 3, plugins: [durable.report()] },
    )
    const fails = fc.property(fc.nat(), (number) => number < 5)
    const messages = [[], [durable.report()]].map((plugins) => {
      try {
        fc.assert(fails, { ...fixed, plugins })
      } catch (error) {
        return (error as Error).message
      }
      return "it did not fail"
    })
    expect(messages[0]).toContain("Counterexample: [5]")
    expect(messages[1]).toBe(messages[0])
  })

  test("when the test has a reporter of its own", async () => {
    const seen: unknown[] = []
    const property = fc.asyncProperty(durable.schedule(), chargesOnce)
    const reporter = { asyncReporter: async (details: object) => void seen.push(details) }
    await fc.assert(property, { ...fixed, ...reporter, plugins: [durable.report()] })
    expect(seen).toEqual([expect.objectContaining({ failed: true })])
  })

  test("about runs that a precondition rejected", async () => {
    const property = fc.asyncProperty(durable.schedule(), async (schedule) => {
      await chargesOnce(schedule).catch(() => fc.pre(false))
    })
    await fc.assert(property, { ...fixed, numRuns: 20, plugins: [durable.report()] })
  })
})
