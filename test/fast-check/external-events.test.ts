import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { durable, type ExternalEvents } from "durable-test-runner/fast-check"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { evaluate } from "./evaluate.ts"

const RUNS = 60
const timeout = 60_000
const TIMEOUT_MINUTES = 90

/** Waits for both, one way and the other, and says what came of each. */
const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const config = { timeout: { minutes: TIMEOUT_MINUTES } }
  const caught = (error: unknown): string => (error as Error).name
  const approved = context.waitForCallback("approve", async () => {}, config).catch(caught)
  const [paid] = await context.createCallback("pay", config)
  return [await approved, await paid.catch(caught)]
})

const answers = {
  approve: durable.callbackResult({
    ok: fc.constantFrom("yes", "maybe"),
    error: fc.constantFrom({ ErrorMessage: "no" }),
    silence: true,
  }),
  pay: durable.callbackResult({ ok: fc.string({ minLength: 1 }) }),
}

const lateAfter = { minutes: TIMEOUT_MINUTES }
const events = durable.externalEvents(answers, { lateAfter })

/** What the handler makes of the first answer to a callback. */
function firstAnswer({ calls }: ExternalEvents, name: string): unknown {
  const first = calls.find(({ method, args }) => args[0] === name && method !== "heartbeatCallback")
  if (first?.method === "completeCallback") return first.args[1]
  return first?.method === "failCallback" ? "CallbackExternalError" : "CallbackTimeoutError"
}

describe("random external events", () => {
  test("answer each callback once; what is second or late is refused", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(events, async (given) => {
        const runner = new DurableTestRunner()
        given.applyTo(runner)
        const { result, deliveries } = await runner.run(handler)
        expect(result).toEqual([firstAnswer(given, "approve"), firstAnswer(given, "pay")])
        const refused = deliveries.filter((delivery) => delivery.refused !== undefined)
        const expected = given.calls.filter(
          ({ args: [, , options] }) =>
            typeof options === "object" && options.expectRefused === true,
        )
        expect(refused).toHaveLength(expected.length)
      }),
      { numRuns: RUNS },
    )
  })

  test(
    "are possible in any schedule too, where time-outs and answers may race",
    { timeout },
    async () => {
      const racing = durable.externalEvents(answers, { maxAfter: { hours: 2 }, lateAfter })
      await fc.assert(
        fc.asyncProperty(racing, durable.schedule(), async (given, schedule) => {
          const runner = new DurableTestRunner()
          given.applyTo(runner)
          const { result } = await runner.runSchedule(schedule, handler)
          const [approved, paid] = result as unknown[]
          expect(["yes", "maybe", "CallbackExternalError", "CallbackTimeoutError"]).toContain(
            approved,
          )
          expect(paid).toBeTypeOf("string")
        }),
        { numRuns: RUNS },
      )
    },
  )

  test("are all that can happen: heartbeats, second and late answers, answers at once", () => {
    const seen = new Set<string>()
    for (const { calls } of fc.sample(events, { numRuns: 500, seed: 2 })) {
      for (const { method, args } of calls) {
        const text = fc.stringify(args)
        const isRefused = text.includes("expectRefused") ? " refused" : ""
        seen.add(`${method}${isRefused}${text.includes("after") ? " later" : ""}`)
      }
    }
    expect([...seen].toSorted()).toMatchInlineSnapshot(`
      [
        "completeCallback",
        "completeCallback later",
        "completeCallback refused",
        "completeCallback refused later",
        "failCallback",
        "failCallback later",
        "failCallback refused",
        "failCallback refused later",
        "heartbeatCallback",
        "timeoutCallback",
      ]
    `)
  })

  test("are printed as the calls that make them", () => {
    fc.assert(
      fc.property(events, (given) => {
        expect(String(evaluate(fc.stringify(given)))).toBe(String(given))
        expect(evaluate(fc.stringify(given))).toEqual(given)
      }),
    )
    const [example] = fc.sample(events, { numRuns: 1, seed: 19 })
    expect(fc.stringify(example)).toMatchInlineSnapshot(`
      "durable.externalEvents.of((runner) => {
        runner.completeCallback("approve", "yes", { after: { seconds: 2163 } })
        runner.heartbeatCallback("pay", { every: { seconds: 55 }, times: 2 })
        runner.completeCallback("pay", "xjP")
      })"
    `)
    expect(fc.stringify(durable.externalEvents.of(() => {}))).toBe(
      "durable.externalEvents.of(() => {})",
    )
  })

  test("shrink to an answer at once, from an example too", () => {
    const isFine = ({ calls }: ExternalEvents): boolean =>
      !calls.some(({ method, args }) => method === "completeCallback" && args[1] === "maybe")
    const property = fc.property(events, isFine)
    const smallest = durable.externalEvents.of((runner) => {
      runner.completeCallback("approve", "maybe")
      runner.completeCallback("pay", " ")
    })
    const random = fc.check(property, { seed: 3, numRuns: 1_000 })
    expect(random.counterexample?.map(String)).toEqual([String(smallest)])
    const example = durable.externalEvents.of((runner) => {
      runner.heartbeatCallback("approve", { every: { seconds: 9 }, times: 2 })
      runner.completeCallback("approve", "maybe", { after: { seconds: 70 } })
      runner.completeCallback("approve", "yes", { after: { seconds: 90 }, expectRefused: true })
      runner.completeCallback("pay", "the bill", { after: { seconds: 5 } })
    })
    const pinned = fc.check(property, { examples: [[example]], numRuns: 1 })
    expect(pinned.counterexample?.map(String)).toEqual([String(smallest)])
  })

  test("that the constraints would not make are run as an example, and not shrunk", () => {
    const property = fc.property(events, () => false)
    const example = durable.externalEvents.of((runner) => {
      runner.completeCallback(/approve/, "maybe", { occurrence: 2 })
    })
    const { counterexample, numShrinks } = fc.check(property, { examples: [[example]], numRuns: 1 })
    expect([counterexample, numShrinks]).toEqual([[example], 0])
    expect(fc.stringify(example)).toContain("runner.completeCallback(/approve/")
  })

  test("are refused for constraints that mean nothing", () => {
    const call = (constraints: object) => () => durable.externalEvents(answers, constraints)
    expect(call({ late: true })).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.externalEvents: there is no option "late". The options are maxAfter, heartbeats, duplicates, lateAfter.]`,
    )
    expect(call({ maxAfter: { weeks: 1 } })).toThrowErrorMatchingInlineSnapshot(
      `[InvalidDurationError: Failed to call durable.externalEvents: maxAfter has no unit "weeks". A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; its members are days, hours, minutes, seconds, milliseconds.]`,
    )
  })
})

test("without second answers, heartbeats and late answers there is one call for each callback", () => {
  const plain = durable.externalEvents(answers, { heartbeats: false, duplicates: false })
  for (const { calls } of fc.sample(plain, 200)) {
    expect(calls.map(({ args: [name] }) => name)).toEqual(["approve", "pay"])
  }
})
