import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, DurableTestRunnerError } from "durable-test-runner"
import { ExplorationError } from "durable-test-runner/errors"
import { sometimes } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { expectError } from "../../runner/expect-error.ts"
import { marksOf } from "../../support/marks-of.ts"
import { durable, exploring, ON_ONE_PAGE, steadyMessage } from "../exploring.ts"

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
  test("A pass of an exhausted search prints unlimited crashes", async () => {
    const verdict = await exploring(twoSteps, { name: "checkout", ...ON_ONE_PAGE })
    expect(steadyMessage(verdict)).toMatchInlineSnapshot(`
      "checkout: no violation
        exhaustive   185 schedules, unlimited crashes, 5 persisted states  (0.0 s)
        outcome      SUCCEEDED
        not checked  what bodies do outside, such as a second charge: return it from observe
        not checked  state outside of the handler: pass createHandler"
    `)
  })

  test.each([1, 2])(
    "A pass of a search with at most %i crashes prints that bound",
    async (maxFaults) => {
      const verdict = await exploring(twoSteps, { maxFaults })
      const crashes = maxFaults === 1 ? "up to 1 crash," : "up to 2 crashes,"
      expect(verdict.message).toContain(crashes)
    },
  )

  test("A pass of an exhausted search without faults prints that there were none", async () => {
    const verdict = await exploring(twoSteps, { faults: [] })
    expect(steadyMessage(verdict)).toMatchInlineSnapshot(`
      "handler: no violation
        exhaustive   8 schedules, no faults, 1 persisted state  (0.0 s)
        outcome      SUCCEEDED
        not checked  what bodies do outside, such as a second charge: return it from observe
        not checked  state outside of the handler: pass createHandler"
    `)
  })

  test("A pass of a sampled search prints how deep it went", async () => {
    const verdict = await exploring(manyBranches, { maxSchedules: 200 })
    expect(steadyMessage(verdict)).toMatchInlineSnapshot(`
      "handler: no violation
        sampled      200 schedules, including all with at most 1 deviation  (0.0 s)
        outcome      SUCCEEDED
        not checked  what bodies do outside, such as a second charge: return it from observe
        not checked  state outside of the handler: pass createHandler"
    `)
  })

  test("A pass prints the number of legal outcomes and the names that were never seen", async () => {
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
                     SUCCEEDED "a"  in the plain run
                     SUCCEEDED "b"
        never seen   both at once
        not checked  what bodies do outside, such as a second charge: return it from observe
        not checked  state outside of the handler: pass createHandler"
    `)
  })

  test("assertPassed returns the verdict of a pass", async () => {
    const verdict = await exploring(twoSteps, { faults: [] })
    expect(verdict.assertPassed()).toBe(verdict)
  })
})

describe("a failure says what is wrong, how it comes to that, and how to see it again", () => {
  test("A failure by an order and a crash prints its trace, its lines and its schedule", async () => {
    const verdict = await exploring(race, { name: "shipping", ...ON_ONE_PAGE })
    const { violation, schedule } = verdict.failure ?? expect.fail(verdict.message)
    expect(violation).toMatchObject({ invariant: "replay-determinism", operation: "3" })
    expect(marksOf(verdict.failure!)).toEqual([
      "2 step ask ups settles <- before step ask dhl settles",
      "6 crash-after-persist after START book ups is recorded <- fault",
    ])
    const lines = steadyMessage(verdict)
      .replaceAll(/test\.ts:\d+:\d+/gu, "test.ts:RACE")
      .split("\n")
    expect(lines.slice(0, 4)).toEqual([
      "shipping: replay-determinism is violated",
      "",
      'operation 3 was recorded with name "book ups", and the replay asks for name "book dhl"',
      "",
    ])
    expect(lines.slice(-7, -1)).toEqual([
      expect.stringMatching(/^ {2}cause {6}it depends on which promise settles first/u),
      "             at test/explore/report/verdict.test.ts:RACE",
      "",
      "  passes    if 2 and 3 swap",
      `  replay    await runner.replaySchedule("${schedule}", handler, input)`,
      `            or DURABLE_SCHEDULE=${schedule} with the same test`,
    ])
    expect(lines.at(-1)).toMatch(
      /^ {2}found {5}by sweep, run \d+; shrunk 2 -> 2 deviations in \d+ runs$/u,
    )
    const runner = new DurableTestRunner(ON_ONE_PAGE.runner)
    const replayed = await runner.replaySchedule(schedule, durable(race))
    expect(replayed.error?.ErrorType).toBe("NonDeterministicExecutionError")
  })

  test("A failure of the plain run prints a schedule without deviations", async () => {
    const verdict = await exploring(async (_event, context) => {
      await context.step("ask", async () => {})
      const [answer] = await context.createCallback("approve")
      return answer
    })
    const { violation, schedule, foundAt, foundBy } =
      verdict.failure ?? expect.fail(verdict.message)
    expect(violation.invariant).toBe("termination")
    expect(marksOf(verdict.failure!)).toEqual([])
    expect({ foundBy, foundAt }).toEqual({ foundBy: "baseline", foundAt: 1 })
    const { message } = verdict
    expect(message).toMatch(
      /^handler: termination is violated\n\nThe execution cannot continue: at \+20ms /u,
    )
    expect(message).toContain('callback "approve": call runner.completeCallback("approve", value)')
    expect(message).toContain(
      `replay    await runner.replaySchedule("${schedule}", handler, input)`,
    )
    expect(message).toMatch(/found {5}by baseline, run 1$/u)
  })

  test("A failure begins with the name of the exploration", async () => {
    const { message, name } = await exploring(race, { name: "shipping", ...ON_ONE_PAGE })
    expect(name).toBe("shipping")
    expect(message).toMatch(/^shipping: replay-determinism is violated\n/u)
  })

  test("A failure names the lines of the handler", async () => {
    const { failure } = await exploring(race)
    const lines = failure?.sites.map(({ what, site }) => `${what}: ${site.file.split("/").at(-1)}`)
    expect(lines).toEqual([
      "recorded operation 3: verdict.test.ts",
      "asks for something else in a replay: verdict.test.ts",
      "reads what differs: verdict.test.ts",
    ])
    expect(failure?.sites.map(({ site }) => site.line)).toEqual([20, 20, 16])
  })

  test("assertPassed throws the message and the verdict of a failure", async () => {
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

  test("A long trace is cut where the run does what the plain run does", async () => {
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
