import { DurableTestRunner, type Execution } from "durable-test-runner"
import { Schedule } from "durable-test-runner/explore"
import { durable, type GeneratedHandler } from "durable-test-runner/fast-check"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { ObservedRunner } from "./observed-runner.ts"

/** Enough to meet each kind of fault and of operation many times; a run takes a few milliseconds. */
const RUNS = 60
const timeout = 60_000

const programs = durable.handler()
/** Mostly far from the plain run, and with pages of a single operation. */
const wild = durable.schedule({ maxLength: 120, maxFaults: 6, coldStarts: true, pageSize: 1 })
const schedules = fc.oneof(durable.schedule(), wild)
const faults = durable.faultPlan({ maxFaults: 4, latest: 30 })

async function play<Runner extends DurableTestRunner>(
  runner: Runner,
  program: GeneratedHandler,
  plan: Parameters<Runner["runSchedule"]>[0],
): Promise<Execution> {
  program.prepare(runner)
  return runner.runSchedule(plan, program.handler)
}

function expectAsInterpreted(execution: Execution, program: GeneratedHandler): void {
  expect(execution.status).toBe("SUCCEEDED")
  expect(execution.result).toEqual(program.expected)
}

describe("a random program ends as its interpreter says, and the service keeps its invariants", () => {
  test("in a plain run", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (program) => {
        const runner = new ObservedRunner()
        program.prepare(runner)
        expectAsInterpreted(await runner.run(program.handler), program)
        expect(runner.checks).toBeGreaterThan(0)
      }),
      { numRuns: RUNS, plugins: [durable.report()] },
    )
  })

  test("in any order, with anything slow, early or wrong", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(programs, schedules, async (program, schedule) => {
        const runner = new ObservedRunner()
        expectAsInterpreted(await play(runner, program, schedule), program)
        expect(runner.checks).toBeGreaterThan(0)
      }),
      { numRuns: 2 * RUNS, plugins: [durable.report()] },
    )
  })

  test("with faults alone", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(programs, faults, async (program, plan) => {
        expectAsInterpreted(await play(new ObservedRunner(), program, plan), program)
      }),
      { numRuns: RUNS, plugins: [durable.report()] },
    )
  })
})

describe("a schedule decides everything", () => {
  test(
    "A schedule that runs twice gives the same history, to the last byte",
    { timeout },
    async () => {
      await fc.assert(
        fc.asyncProperty(programs, schedules, async (program, schedule) => {
          const [first, second] = [
            await play(new DurableTestRunner(), program, schedule),
            await play(new DurableTestRunner(), program, schedule),
          ]
          expect(JSON.stringify(second.history)).toBe(JSON.stringify(first.history))
        }),
        { numRuns: RUNS, plugins: [durable.report()] },
      )
    },
  )

  test(
    "A printed schedule reads back equal, and the schedule of its run replays strictly",
    { timeout },
    async () => {
      await fc.assert(
        fc.asyncProperty(programs, schedules, async (program, schedule) => {
          expect(Schedule.parse(String(schedule))).toEqual(schedule)
          const runner = new DurableTestRunner()
          const execution = await play(runner, program, schedule)
          const again = new DurableTestRunner()
          program.prepare(again)
          const replayed = await again.replaySchedule(String(runner.usedSchedule), program.handler)
          expect(JSON.stringify(replayed.history)).toBe(JSON.stringify(execution.history))
          expect(String(again.usedSchedule)).toBe(String(runner.usedSchedule))
        }),
        { numRuns: RUNS, plugins: [durable.report()] },
      )
    },
  )

  test("A schedule without choices runs a plan without faults", { timeout }, async () => {
    const empty = durable.schedule({ maxLength: 0 })
    await fc.assert(
      fc.asyncProperty(programs, empty, async (program, none) => {
        const scheduled = await play(new DurableTestRunner(), program, none)
        const planned = await play(new DurableTestRunner(), program, durable.faultPlan.of([]))
        expect(JSON.stringify(planned.history)).toBe(JSON.stringify(scheduled.history))
      }),
      { numRuns: RUNS / 2, plugins: [durable.report()] },
    )
  })
})
