import "durable-test-runner/register"
import { type DurableLambdaHandler, withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { Event } from "@aws-sdk/client-lambda"
import { DurableTestRunner } from "durable-test-runner"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { type Action, aConcurrentProgram, aSequentialProgram, runProgram } from "./programs.ts"
import { wrapWithoutPlugin } from "./wrap.ts"

const instrumented = withDurableExecution(runProgram)
const plain = wrapWithoutPlugin(runProgram)

interface Run {
  readonly handler: DurableLambdaHandler
  readonly program: readonly Action[]
  readonly seed: number
  readonly hasIdleDouble?: boolean
}

async function historyOf({ handler, program, seed, hasIdleDouble }: Run): Promise<Event[]> {
  const runner = new DurableTestRunner({ seed, allowUnusedScripts: true })
  runner.onCallback("answered", async (callback) => {
    await callback.sleep({ seconds: 3 })
    await callback.succeed("answer")
  })
  if (hasIdleDouble === true) runner.delayStep("no step has this name", { days: 1 })
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

test("The plugin changes no byte of the history of a sequential program", async () => {
  await fc.assert(
    fc.asyncProperty(aSequentialProgram, fc.nat(1_000), async (program, seed) => {
      const expected = await historyOf({ handler: plain, program, seed })
      const history = await historyOf({ handler: instrumented, program, seed })
      expect(JSON.stringify(history)).toBe(JSON.stringify(expected))
    }),
    { numRuns: 100 },
  )
})

// With a plugin the SDK awaits more promises, so of branches that go on at one instant another one
// may be the first. That is so in production as well.
test("The plugin changes at most the order of events at one instant in a program with parallel branches", async () => {
  await fc.assert(
    fc.asyncProperty(aConcurrentProgram, fc.nat(1_000), async (program, seed) => {
      const expected = await historyOf({ handler: plain, program, seed })
      const history = await historyOf({ handler: instrumented, program, seed })
      expect(withoutOrderAtOneInstant(history)).toEqual(withoutOrderAtOneInstant(expected))
    }),
    { numRuns: 100 },
  )
})

test("Doubles that apply to no step change no byte of a history", async () => {
  await fc.assert(
    fc.asyncProperty(aConcurrentProgram, fc.nat(1_000), async (program, seed) => {
      const run = { handler: instrumented, program, seed }
      const expected = await historyOf(run)
      const history = await historyOf({ ...run, hasIdleDouble: true })
      expect(JSON.stringify(history)).toBe(JSON.stringify(expected))
    }),
    { numRuns: 50 },
  )
})
