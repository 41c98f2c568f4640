import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { Schedule } from "durable-test-runner/explore"
import { expect, test } from "vitest"
import { FAULT_KINDS } from "../../src/world/events/fault-kind.ts"

const space = {
  early: true,
  slow: true,
  coldStarts: false,
  anywhere: false,
  latencies: false,
  faults: ["crash", "lost-reply"],
  maxFaults: 2,
  pageSize: undefined,
} as const

const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const branches = ["a", "b"].map(
    (name) => async (child: DurableContext) => child.step(name, async () => name),
  )
  const results = await context.parallel("both", branches)
  await context.wait("pause", { seconds: 3 })
  return results.getResults()
})

const unbounded = new Schedule(space, [1, 0, 34, 7, 0, 0, 3])

test("what a run has used replays it strictly, choice by choice", async () => {
  const runner = new DurableTestRunner()
  expect(runner.usedSchedule).toBeUndefined()
  const execution = await runner.runSchedule(unbounded, handler)
  const used = runner.usedSchedule

  expect(used?.space).toEqual(space)
  expect(used?.choices.every((choice, index) => choice <= (used.counts?.[index] ?? 0))).toBe(true)
  expect(used?.fingerprint).toBeDefined()
  const replayed = await new DurableTestRunner().replaySchedule(String(used), handler)
  expect(JSON.stringify(replayed.history)).toBe(JSON.stringify(execution.history))
})

test("A run that throws still has a used schedule", async () => {
  const blocked = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.step("first", async () => {})
    return context.waitForCallback("approve", async () => {})
  })
  const runner = new DurableTestRunner()
  const running = runner.runSchedule(new Schedule(space, [0, 2]), blocked)
  await expect(running).rejects.toThrow("cannot continue")
  const { usedSchedule } = runner
  expect(usedSchedule?.choices.length).toBeGreaterThan(0)
  const replayed = new DurableTestRunner().replaySchedule(String(usedSchedule), blocked)
  await expect(replayed).rejects.toThrow("cannot continue")
})

test("a plain run leaves it as it was", async () => {
  const runner = new DurableTestRunner()
  await runner.runSchedule(unbounded, handler)
  const { usedSchedule } = runner
  await runner.run(handler)
  expect(runner.usedSchedule).toBe(usedSchedule)
})

test("a plan chooses anew in every run", async () => {
  const seen: number[] = []
  const plan = {
    space: { ...space, faults: [] },
    createChooser: () => {
      let decisions = 0
      return {
        choose: (enabled: readonly unknown[]) => {
          if (decisions++ === 0) seen.push(enabled.length)
          return enabled.length - 1
        },
      }
    },
  }
  const runner = new DurableTestRunner()
  const first = await runner.runSchedule(plan, handler)
  const second = await new DurableTestRunner().runSchedule(plan, handler)
  expect(seen).toHaveLength(2)
  expect(JSON.stringify(second.history)).toBe(JSON.stringify(first.history))
  const replayed = await new DurableTestRunner().replaySchedule(
    String(runner.usedSchedule),
    handler,
  )
  expect(JSON.stringify(replayed.history)).toBe(JSON.stringify(first.history))
})

test.each([0, 9, 25, 35, 36, 900, Infinity])(
  "a budget of %s faults is read as it was printed",
  (maxFaults) => {
    const schedule = new Schedule(
      { ...space, faults: [...FAULT_KINDS], maxFaults, pageSize: 25 },
      [1],
    )
    expect(Schedule.parse(String(schedule))).toEqual(schedule)
  },
)

test("no choices are the same with and without their counts", () => {
  const schedule = new Schedule(space, [0, 0], { counts: [2, 3], fingerprint: 5 })
  expect(Schedule.parse(String(schedule))).toEqual(schedule)
})

test("what is neither a schedule nor a plan is refused; a schedule of another copy is read", async () => {
  const runner = new DurableTestRunner()
  await expect(runner.runSchedule({} as never, handler)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: Failed to call runSchedule: the schedule is {}. Pass a Schedule, or the text that was printed: "d2.…".]`,
  )
  const { choices } = unbounded
  const foreign = { choices, toString: () => String(unbounded) } as unknown as Schedule
  const [here, there] = [
    await runner.runSchedule(unbounded, handler),
    await new DurableTestRunner().runSchedule(foreign, handler),
  ]
  expect(JSON.stringify(there.history)).toBe(JSON.stringify(here.history))
})
