import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunnerError, ExplorationError, sometimes } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { expectError } from "../../runner/expect-error.ts"
import { exploring, ON_ONE_PAGE, steadyMessage } from "../exploring.ts"

async function twoSteps(_event: unknown, context: DurableContext): Promise<void> {
  await context.step("charge", async () => {})
  await context.step("ship", async () => {})
}

async function race(_event: unknown, context: DurableContext): Promise<void> {
  const carrier = await Promise.race([
    context.step("ask dhl", async () => "dhl"),
    context.step("ask ups", async () => "ups"),
  ])
  await context.step(`book ${carrier}`, async () => {})
}

async function manyBranches(_event: unknown, context: DurableContext): Promise<void> {
  await context.parallel(
    "all",
    [0, 1, 2, 3].map(
      (index) => (branch: DurableContext) => branch.step(`step ${index}`, async () => {}),
    ),
  )
}

describe("a pass says what it has shown", () => {
  test("exhaustive, whatever the number of crashes", async () => {
    const verdict = await exploring(twoSteps, { name: "checkout", ...ON_ONE_PAGE })
    expect(steadyMessage(verdict)).toMatchInlineSnapshot(`
      "checkout: no violation
        exhaustive   172 schedules, unlimited crashes, 5 persisted states  (0.0 s)
        not checked  state outside of the handler: pass createHandler"
    `)
  })

  test.each([1, 2])("exhaustive up to %i", async (maxFaults) => {
    const verdict = await exploring(twoSteps, { maxFaults })
    const crashes = maxFaults === 1 ? "up to 1 crash," : "up to 2 crashes,"
    expect(verdict.message).toContain(crashes)
  })

  test("exhaustive without faults", async () => {
    const verdict = await exploring(twoSteps, { faults: [] })
    expect(steadyMessage(verdict)).toMatchInlineSnapshot(`
      "handler: no violation
        exhaustive   8 schedules, no faults, 1 persisted state  (0.0 s)
        not checked  state outside of the handler: pass createHandler"
    `)
  })

  test("sampled", async () => {
    const verdict = await exploring(manyBranches, { maxSchedules: 200 })
    expect(steadyMessage(verdict)).toMatchInlineSnapshot(`
      "handler: no violation
        sampled      200 schedules, all with fewer than 2 deviations  (0.0 s)
        not checked  state outside of the handler: pass createHandler"
    `)
  })

  test("how many outcomes are legal, and what was never seen", async () => {
    const verdict = await exploring(
      async (_event, context) => {
        const order: string[] = []
        await Promise.all([
          context.step("a", async () => {}).then(() => order.push("a")),
          context.step("b", async () => {}).then(() => order.push("b")),
        ])
        sometimes("both at once", order.length === 0)
        return context.step("first", async () => order[0])
      },
      { createHandler: undefined as never, faults: [] },
    )
    expect(steadyMessage(verdict)).toMatchInlineSnapshot(`
      "handler: no violation
        exhaustive   24 schedules, no faults, 1 persisted state  (0.0 s)
        outcomes     2 without faults, all of them legal
        never seen   both at once
        not checked  state outside of the handler: pass createHandler"
    `)
  })

  test("assertPassed answers the verdict", async () => {
    const verdict = await exploring(twoSteps, { faults: [] })
    expect(verdict.assertPassed()).toBe(verdict)
  })
})

describe("a failure says what is wrong, how it comes to that, and how to see it again", () => {
  test("an order and a crash", async () => {
    expect(steadyMessage(await exploring(race, { name: "shipping", ...ON_ONE_PAGE })))
      .toMatchInlineSnapshot(`
        "shipping: replay-determinism is violated

        operation 3 was recorded with name "book ups", and the replay asks for name "book dhl"

          1  +0s           service              invokes durable-function
          2  invocation 1  step ask ups         settles                           <- deviation: before step ask dhl settles
          3                step ask dhl         settles
          4                checkpoint           START ask dhl, START ask ups
          5                checkpoint           SUCCEED ask ups, SUCCEED ask dhl
          6                crash-after-persist  after START book ups is recorded  <- fault
          7                service              invokes durable-function

          passes    if 2 and 3 swap
          at        test/explore/report/verdict.test.ts:17:17  asks for operation 3
          at        test/explore/report/verdict.test.ts:13:33  lets promises race
          replay    await runner.replaySchedule("d2.es-fcChelsz-m1.1-9.0x3.3-8~1konj3d.r95", handler, input)
                    or DURABLE_SCHEDULE=d2.es-fcChelsz-m1.1-9.0x3.3-8~1konj3d.r95 with the same test
          found     by sweep, run 159; shrunk 2 -> 2 deviations in 19 runs"
      `)
  })

  test("by the plain run", async () => {
    const verdict = await exploring(async (_event, context) => {
      await context.step("ask", async () => {})
      const [answer] = await context.createCallback("approve")
      return answer
    })
    expect(steadyMessage(verdict)).toMatchInlineSnapshot(`
      "handler: termination is violated

      The execution cannot go on: at +20ms virtual time it waits for what nobody will do.
        callback "approve": call runner.completeCallback("approve", value) or runner.failCallback("approve", error) before the run, or give it a time-out in the handler

        1  +0s           service     invokes durable-function
        2  invocation 1  step ask    settles
        3                checkpoint  START ask
        4                checkpoint  SUCCEED ask
        5                checkpoint  START approve

        replay    await runner.replaySchedule("d2.es-m0~17ph9gc.kpg", handler, input)
                  or DURABLE_SCHEDULE=d2.es-m0~17ph9gc.kpg with the same test
        found     by baseline, run 1; shrunk 0 -> 0 deviations in 0 runs"
    `)
  })

  test("of a handler that has a name", async () => {
    const { message, name } = await exploring(race, { name: "shipping", ...ON_ONE_PAGE })
    expect(name).toBe("shipping")
    expect(message).toMatch(/^shipping: replay-determinism is violated\n/u)
  })

  test("it names lines of the handler", async () => {
    const { failure } = await exploring(race)
    const lines = failure?.sites.map(({ what, site }) => `${what}: ${site.file.split("/").at(-1)}`)
    expect(lines).toEqual([
      "asks for operation 3: verdict.test.ts",
      "lets promises race: verdict.test.ts",
    ])
    expect(failure?.sites.map(({ site }) => site.line)).toEqual([17, 13])
  })

  test("assertPassed throws all of it, with the verdict", async () => {
    const verdict = await exploring(race)
    const error = expectError(() => verdict.assertPassed(), ExplorationError)
    expect(error).toBeInstanceOf(DurableTestRunnerError)
    expect(error).toMatchObject({
      name: "ExplorationError",
      code: "EXPLORATION_FAILED",
      message: verdict.message,
      verdict,
    })
  })

  test("a trace that is long is cut where nothing out of the ordinary happens", async () => {
    const verdict = await exploring(async (_event, context) => {
      for (let index = 0; index < 50; index++) await context.step(`step ${index}`, async () => {})
      const [answer] = await context.createCallback("approve")
      return answer
    })
    expect(verdict.failure?.trace.length).toBeGreaterThan(150)
    const lines = verdict.message.split("\n")
    expect(lines.length).toBeLessThan(80)
    expect(lines.filter((line) => line.includes("as in the plain run"))).toMatchInlineSnapshot(`
      [
        "  ... 107 lines as in the plain run",
      ]
    `)
  })
})
