import type { Event } from "@aws-sdk/client-lambda"
import { DurableTestRunner } from "durable-test-runner"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { SDKS, type Version, VERSIONS } from "../../sdk-versions/sdks.ts"
import { type Action, aConcurrentProgram, aSequentialProgram, runProgram } from "./programs.ts"

interface Run {
  readonly version: Version
  readonly latencyMs: number
  readonly program: readonly Action[]
  readonly seed: number
  readonly double?: "idle" | "transparent"
}

async function historyOf({ version, latencyMs, program, seed, double }: Run): Promise<Event[]> {
  const runner = new DurableTestRunner({
    seed,
    allowUnusedScripts: true,
    checkpointLatency: { milliseconds: latencyMs },
  })
  runner.onCallback("answered", async (callback) => {
    await callback.sleep({ seconds: 3 })
    await callback.succeed("answer")
  })
  if (double === "idle") runner.delayStep("no step has this name", { days: 1 })
  if (double === "transparent") runner.mockStep(/./u, async (_attempt, body) => body())
  const handler = SDKS[version].withDurableExecution(runProgram)
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

const SURROUNDINGS = VERSIONS.flatMap((version) =>
  [0, 50].map((latencyMs) => ({ version, latencyMs })),
)

test.each(SURROUNDINGS)(
  "A double that runs the real body changes no byte of the history of a sequential program (SDK $version, latency of $latencyMs ms)",
  async (surroundings) => {
    await fc.assert(
      fc.asyncProperty(aSequentialProgram, fc.nat(1_000), async (program, seed) => {
        const expected = await historyOf({ ...surroundings, program, seed })
        const history = await historyOf({ ...surroundings, program, seed, double: "transparent" })
        expect(JSON.stringify(history)).toBe(JSON.stringify(expected))
      }),
      { numRuns: 30 },
    )
  },
)

// The body behind a double begins some microtasks later, so of branches that go on at one instant another
// one may be the first.
test.each(SURROUNDINGS)(
  "A double that runs the real body changes at most the order of events at one instant (SDK $version, latency of $latencyMs ms)",
  async (surroundings) => {
    await fc.assert(
      fc.asyncProperty(aConcurrentProgram, fc.nat(1_000), async (program, seed) => {
        const expected = await historyOf({ ...surroundings, program, seed })
        const history = await historyOf({ ...surroundings, program, seed, double: "transparent" })
        expect(withoutOrderAtOneInstant(history)).toEqual(withoutOrderAtOneInstant(expected))
      }),
      { numRuns: 25 },
    )
  },
)

test.each(SURROUNDINGS)(
  "Doubles that apply to no step change no byte of a history (SDK $version, latency of $latencyMs ms)",
  async (surroundings) => {
    await fc.assert(
      fc.asyncProperty(aConcurrentProgram, fc.nat(1_000), async (program, seed) => {
        const expected = await historyOf({ ...surroundings, program, seed })
        const history = await historyOf({ ...surroundings, program, seed, double: "idle" })
        expect(JSON.stringify(history)).toBe(JSON.stringify(expected))
      }),
      { numRuns: 25 },
    )
  },
)
