import { DurableTestRunner } from "durable-test-runner"
import { beforeAll, describe, expect, test } from "vitest"
import { type Scenario, SCENARIOS } from "./handlers.ts"

const RUNS_OF_EACH = 10

interface Run {
  readonly scenario: Scenario
  readonly input: number
}

const RUNS: readonly Run[] = Array.from({ length: RUNS_OF_EACH }, (_, input) =>
  SCENARIOS.map((scenario) => ({ scenario, input: input + 1 })),
).flat()

/** Everything that a run has come to, as bytes. */
async function record({ scenario, input }: Run): Promise<string> {
  const runner = new DurableTestRunner({ seed: `${scenario.name} ${input}` })
  scenario.prepare(runner, input)
  const { history, status, payload, error } = await runner.run(scenario.handler, input)
  return JSON.stringify({ status, payload, error, history })
}

const alone = new Map<Run, string>()

beforeAll(async () => {
  for (const run of RUNS) alone.set(run, await record(run))
})

test("The 20 handlers of the isolation suite give 200 different histories", () => {
  expect(SCENARIOS).toHaveLength(20)
  expect(RUNS).toHaveLength(200)
  expect(new Set(alone.values()).size).toBe(200)
})

describe("each of 200 runs side by side has the history that it has alone", () => {
  test.concurrent.each(RUNS)("$scenario.name, input $input", async (run) => {
    expect(await record(run)).toBe(alone.get(run))
  })
})

test("200 runs that begin side by side, in the opposite order, have the histories that they have alone", async () => {
  const runs = RUNS.toReversed()
  const together = await Promise.all(runs.map(record))
  expect(together).toEqual(runs.map((run) => alone.get(run)))
})
