import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import {
  BlockedExecutionError,
  DurableTestRunner,
  DurableTestRunnerError,
  type Execution,
} from "durable-test-runner"
import {
  InvalidArgumentError,
  RunnerBusyError,
  ScheduleDivergedError,
} from "durable-test-runner/errors"
import { Schedule, type ScheduleSpace } from "durable-test-runner/explore"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { partsOf } from "../../src/runner/runner-parts.ts"
import { ScheduleDriver } from "../../src/schedule/schedule-driver.ts"
import { FAULT_KINDS } from "../../src/world/events/fault-kind.ts"
import { aConcurrentProgram, type Action, runProgram } from "../runner/doubles/programs.ts"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "../runner/expect-error.ts"
import { traceOf } from "../traces/render-trace.ts"

const everything: ScheduleSpace = {
  early: true,
  slow: true,
  coldStarts: true,
  anywhere: false,
  latencies: false,
  faults: FAULT_KINDS,
  maxFaults: 10,
  pageSize: undefined,
}
const onlyOrder: ScheduleSpace = { ...everything, early: false, slow: false, faults: [] }

const program = withDurableExecution(runProgram)

function createRunner(seed: number): DurableTestRunner {
  const runner = new DurableTestRunner({ seed })
  return runner.onCallback("answered", async (callback) => {
    await callback.sleep({ seconds: 3 })
    await callback.succeed("answer")
  })
}

const bytesOf = ({ history, payload, invocations }: Execution): string =>
  JSON.stringify({
    history,
    payload,
    invocations: invocations.map(({ status, error }) => [status, error]),
  })

const someChoices = fc.array(fc.oneof(fc.constant(0), fc.nat(30), fc.maxSafeNat()), {
  maxLength: 150,
})

describe("any numbers are a schedule", () => {
  test("the run ends, and the same numbers make the same run", async () => {
    let ended = 0
    const run = async (
      choices: readonly number[],
      input: readonly Action[],
      seed: number,
    ): Promise<string> => {
      const schedule = new Schedule(everything, choices)
      const execution = await createRunner(seed).runSchedule(schedule, program, input)
      expect(execution.status).not.toBe("RUNNING")
      ended++
      return bytesOf(execution)
    }
    await fc.assert(
      fc.asyncProperty(
        someChoices,
        aConcurrentProgram,
        fc.nat(100),
        async (choices, input, seed) => {
          expect(await run(choices, input, seed)).toBe(await run(choices, input, seed))
        },
      ),
      { numRuns: 100 },
    )
    expect(ended).toBeGreaterThanOrEqual(200)
  }, 60_000)

  test("numbers that come to the same modulo what there is make the same run", async () => {
    const run = async (choices: readonly number[]): Promise<string[]> => {
      const schedule = new Schedule(onlyOrder, choices)
      const runner = new DurableTestRunner(exactTimes)
      return traceOf(await runner.runSchedule(schedule, twoSteps))
    }
    // There are three options at the first decision.
    expect(await run([1])).toEqual(await run([4]))
    expect(await run([1])).toEqual(await run([301]))
    expect(await run([1])).not.toEqual(await run([2]))
  })
})

const twoSteps = withDurableExecution((_event: unknown, context) =>
  Promise.all([context.step("a", async () => "a"), context.step("b", async () => "b")]),
)

describe("runSchedule", () => {
  test("takes the text of a schedule too; the empty one is the plain order", async () => {
    const empty = new Schedule(everything, [])
    const runner = (): DurableTestRunner => new DurableTestRunner(exactTimes)
    const plain = traceOf(await runner().runSchedule(empty, twoSteps))
    expect(traceOf(await runner().runSchedule(empty.toString(), twoSteps))).toEqual(plain)
    expect(plain).toEqual([
      "+0s ExecutionStarted",
      '+0s StepStarted step "a"',
      '+0s StepStarted step "b"',
      '+0s StepSucceeded step "a" (attempt 1) -> "a"',
      '+0s StepSucceeded step "b" (attempt 1) -> "b"',
      "+0s InvocationCompleted",
      '+0s ExecutionSucceeded -> ["a","b"]',
    ])
  })

  test("takes the page size from the schedule", async () => {
    const pages: unknown[] = []
    const handler = withDurableExecution(async (_event: unknown, context) => {
      await twoOrSo(context)
      await context.wait({ seconds: 1 })
    })
    const twoOrSo = async (context: Parameters<typeof runProgram>[1]): Promise<void> => {
      for (const name of ["a", "b", "c"]) await context.step(name, async () => name)
    }
    const runner = new DurableTestRunner(exactTimes)
    const asking: typeof handler = async (event, context) => {
      pages.push(event.InitialExecutionState.Operations?.length)
      return handler(event, context)
    }
    for (const pageSize of [2, 3]) {
      await runner.runSchedule(new Schedule({ ...everything, pageSize }, []), asking)
    }
    expect(pages).toEqual([1, 2, 1, 3])
  })

  test("lets scripts be that are not used, or come too late", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("nobody asks")
    runner.completeCallback("approve", "late", { after: { seconds: 10 } })
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const [answer] = await context.createCallback("approve", { timeout: { seconds: 5 } })
      await answer.catch(() => {})
      await context.wait({ seconds: 30 })
      return "done"
    })
    const execution = await runner.runSchedule(new Schedule(everything, []), handler)
    expect(execution.result).toBe("done")
    expect(execution.deliveries.map(({ refused }) => refused?.name)).toEqual([
      "CallbackTimeoutException",
    ])
  })

  test("throws what run throws", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const blocked = withDurableExecution(async (_event: unknown, context) => {
      const [answer] = await context.createCallback("approve")
      return answer
    })
    const empty = new Schedule(everything, [])
    await expectRejection(runner.runSchedule(empty, blocked), BlockedExecutionError)
    await expectRejection(runner.runSchedule(empty, 1 as never), InvalidArgumentError)
    await expectRejection(runner.runSchedule("d1", twoSteps), InvalidArgumentError)
    const underWay = runner.runSchedule(empty, twoSteps)
    await expectRejection(runner.runSchedule(empty, twoSteps), RunnerBusyError)
    expect((await underWay).status).toBe("SUCCEEDED")
  })

  test("is over with its schedule: the next run is a plain one", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const crash = new Schedule({ ...onlyOrder, faults: ["crash"] }, [3])
    expect((await runner.runSchedule(crash, twoSteps)).invocations).toHaveLength(2)
    expect((await runner.run(twoSteps)).invocations).toHaveLength(1)
  })
})

/** A schedule as a failure prints it: with what there was to choose from. */
async function recorded(
  space: ScheduleSpace,
  prefix: readonly number[],
  handler: typeof twoSteps,
): Promise<Schedule> {
  const driver = new ScheduleDriver({ space, prefix, policy: { kind: "oldest-first" } })
  await partsOf(new DurableTestRunner(exactTimes)).runs.run(
    handler,
    undefined,
    {},
    driver.variant(),
  )
  const { chosen, counts, fingerprint } = driver.decisions
  return new Schedule(space, chosen, { counts, fingerprint })
}

async function divergenceOf(replay: Promise<Execution>): Promise<DurableTestRunnerError> {
  const error = await expectRejection(replay, DurableTestRunnerError)
  expect(error).toBeInstanceOf(ScheduleDivergedError)
  return error
}

describe("replaySchedule", () => {
  const crashes: ScheduleSpace = { ...onlyOrder, faults: ["crash", "crash-after-persist"] }
  const replay = (schedule: Schedule | string, handler = twoSteps): Promise<Execution> =>
    new DurableTestRunner(exactTimes).replaySchedule(schedule, handler)

  const threeSteps = withDurableExecution((_event: unknown, context) =>
    Promise.all(["a", "b", "c"].map((name) => context.step(name, async () => name))),
  )
  const oneStep = withDurableExecution((_event: unknown, context) =>
    context.step("a", async () => "a"),
  )
  const oneInside = withDurableExecution((_event: unknown, context) =>
    Promise.all([
      context.step("a", async () => "a"),
      context.runInChildContext("inside", (child) => child.step("b", async () => "b")),
    ]),
  )

  test("makes the run that was recorded", async () => {
    const schedule = await recorded(crashes, [1, 3, 0, 1], twoSteps)
    const execution = await replay(schedule.toString())
    const again = await new DurableTestRunner(exactTimes).runSchedule(schedule, twoSteps)
    expect(bytesOf(execution)).toBe(bytesOf(again))
    expect(execution.invocations.length).toBeGreaterThan(1)
  })

  test("replays every recorded schedule strictly", async () => {
    await fc.assert(
      fc.asyncProperty(someChoices, async (choices) => {
        const schedule = await recorded(everything, choices, twoSteps)
        const execution = await replay(schedule.toString())
        const again = await new DurableTestRunner(exactTimes).runSchedule(schedule, twoSteps)
        expect(bytesOf(execution)).toBe(bytesOf(again))
      }),
      { numRuns: 50 },
    )
  })

  test("notices another number of options", async () => {
    const schedule = await recorded(crashes, [1, 1], twoSteps)
    const error = await divergenceOf(replay(schedule, threeSteps))
    expect(error.code).toBe("SCHEDULE_DIVERGED")
    expect(error.message).toMatchInlineSnapshot(
      `"Failed to replay a schedule: decision 1 was choice 1 of 5, and now there are 6: step 1 settles, step 2 settles, step 3 settles, checkpoint, crash of durable-function, crash-after-persist of durable-function. Either the code has changed since the schedule was printed, or something decides that the runner does not control: real I/O, state outside of the handler, another world around it."`,
    )
  })

  test("notices a choice that is not there, where the number of options is not known", async () => {
    const schedule = new Schedule(onlyOrder, [7])
    const error = await divergenceOf(replay(schedule))
    expect(error.message).toMatchInlineSnapshot(
      `"Failed to replay a schedule: decision 1 was choice 7, and now there are 3: step 1 settles, step 2 settles, checkpoint. Either the code has changed since the schedule was printed, or something decides that the runner does not control: real I/O, state outside of the handler, another world around it."`,
    )
  })

  test("notices a run that ended early", async () => {
    const schedule = new Schedule(onlyOrder, [0, 0, 0, 0, 0, 0, 0, 0, 1])
    const early = await divergenceOf(replay(schedule, oneStep))
    expect(early.message).toMatchInlineSnapshot(
      `"Failed to replay a schedule: the run ended after 1 decision, and the schedule has 9. Either the code has changed since the schedule was printed, or something decides that the runner does not control: real I/O, state outside of the handler, another world around it."`,
    )
    const later = await divergenceOf(replay(schedule, threeSteps))
    expect(later.message).toMatch(/ ended after \d decisions, and the schedule has 9\./)
  })

  test("notices other events, where there are as many", async () => {
    const schedule = await recorded(onlyOrder, [1], twoSteps)
    const error = await divergenceOf(replay(schedule, oneInside))
    expect(error.message).toMatchInlineSnapshot(
      `"Failed to replay a schedule: every choice was possible, but the events differ from the recorded ones. Either the code has changed since the schedule was printed, or something decides that the runner does not control: real I/O, state outside of the handler, another world around it."`,
    )
  })

  test("leaves the runner as it was", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const schedule = new Schedule(onlyOrder, [7])
    await divergenceOf(runner.replaySchedule(schedule, twoSteps))
    expect((await runner.run(twoSteps)).result).toEqual(["a", "b"])
  })
})
