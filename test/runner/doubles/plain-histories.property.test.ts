import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { Event } from "@aws-sdk/client-lambda"
import { DurableTestRunner } from "durable-test-runner"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { type Action, aConcurrentProgram, aSequentialProgram, runProgram } from "./programs.ts"

const handler = withDurableExecution(runProgram)

interface Run {
  readonly program: readonly Action[]
  readonly seed: number
  readonly double?: "idle" | "transparent"
}

async function historyOf({ program, seed, double }: Run): Promise<Event[]> {
  const runner = new DurableTestRunner({ seed, allowUnusedScripts: true })
  runner.onCallback("answered", async (callback) => {
    await callback.sleep({ seconds: 3 })
    await callback.succeed("answer")
  })
  if (double === "idle") runner.delayStep("no step has this name", { days: 1 })
  if (double === "transparent") runner.mockStep(/./u, async (_attempt, body) => body())
  return [...(await runner.run(handler, program)).history]
}

/** The events of each instant in an order that says nothing. */
function withoutOrderAtOneInstant(history: readonly Event[]): string[] {
  return history
    .map(({ EventId: _position, EventTimestamp, ...event }) => {
      return `${EventTimestamp?.toISOString()} ${JSON.stringify(event)}`
    })
    .toSorted()
}

test("A double that runs the real body changes no byte of the history of a sequential program", async () => {
  await fc.assert(
    fc.asyncProperty(aSequentialProgram, fc.nat(1_000), async (program, seed) => {
      const expected = await historyOf({ program, seed })
      const history = await historyOf({ program, seed, double: "transparent" })
      expect(JSON.stringify(history)).toBe(JSON.stringify(expected))
    }),
    { numRuns: 100 },
  )
})

// A double begins when the start of its step was sent, so of branches that go on at one instant another
// one may be the first. That is so in production as well.
test("A double that runs the real body changes at most the order of events at one instant", async () => {
  await fc.assert(
    fc.asyncProperty(aConcurrentProgram, fc.nat(1_000), async (program, seed) => {
      const expected = await historyOf({ program, seed })
      const history = await historyOf({ program, seed, double: "transparent" })
      expect(withoutOrderAtOneInstant(history)).toEqual(withoutOrderAtOneInstant(expected))
    }),
    { numRuns: 100 },
  )
})

test("Doubles that apply to no step change no byte of a history", async () => {
  await fc.assert(
    fc.asyncProperty(aConcurrentProgram, fc.nat(1_000), async (program, seed) => {
      const expected = await historyOf({ program, seed })
      const history = await historyOf({ program, seed, double: "idle" })
      expect(JSON.stringify(history)).toBe(JSON.stringify(expected))
    }),
    { numRuns: 50 },
  )
})
