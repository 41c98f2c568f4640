import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { FaultKind } from "durable-test-runner/explore"
import { durable } from "durable-test-runner/fast-check"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { FAULT_KINDS } from "../../src/world/events/fault-kind.ts"
import { evaluate } from "./evaluate.ts"
import { exactly } from "./exactly.ts"

const threeSteps = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  for (const name of ["a", "b", "c"]) await context.step(name, async () => name)
  return "done"
})

async function runWith(...strikes: [FaultKind, number][]) {
  const runner = new DurableTestRunner(exactly)
  const plan = durable.faultPlan.of(strikes.map(([fault, at]) => ({ fault, at })))
  const execution = await runner.runSchedule(plan, threeSteps)
  expect(execution.result).toBe("done")
  return execution
}

describe("a fault plan", () => {
  test("without faults is the plain run", async () => {
    const [plain, planned] = [await new DurableTestRunner(exactly).run(threeSteps), await runWith()]
    expect(planned.timeline()).toBe(plain.timeline())
  })

  test("strikes at the moment that it says, of those at which the fault can strike", async () => {
    const timelines = await Promise.all(
      [1, 2, 3].map(async (at) => (await runWith(["crash-after-persist", at])).timeline()),
    )
    expect(timelines.join("\n\n")).toMatchInlineSnapshot(`
      "durable-function: SUCCEEDED after 0s, 2 invocations
        +0s  invocation 1
        +0s    step a             started
        +0s  invocation failed    Runtime.ExitError: Runtime exited with error: exit status 1
        +0s  invocation 2
        +0s    step a             succeeded "a"
        +0s    step b             succeeded "b"
        +0s    step c             succeeded "c"
        +0s  execution succeeded  "done"

      durable-function: SUCCEEDED after 0s, 2 invocations
        +0s  invocation 1
        +0s    step a             started
        +0s  invocation failed    Runtime.ExitError: Runtime exited with error: exit status 1
        +0s  invocation 2
        +0s    step a             succeeded "a"
        +0s    step b             succeeded "b"
        +0s    step c             succeeded "c"
        +0s  execution succeeded  "done"

      durable-function: SUCCEEDED after 0s, 2 invocations
        +0s  invocation 1
        +0s    step a             succeeded "a"
        +0s  invocation failed    Runtime.ExitError: Runtime exited with error: exit status 1
        +0s  invocation 2
        +0s    step b             succeeded "b"
        +0s    step c             succeeded "c"
        +0s  execution succeeded  "done""
    `)
  })

  test("strikes with each of its faults; two at one moment come one after the other", async () => {
    const twice = await runWith(["crash", 2], ["crash", 2])
    const apart = await runWith(["crash", 2], ["crash", 3])
    expect(twice.invocations).toHaveLength(3)
    expect(JSON.stringify(twice.history)).toBe(JSON.stringify(apart.history))
  })

  test("is for every run of its own: nothing of it is used up", async () => {
    const runner = new DurableTestRunner(exactly)
    const plan = durable.faultPlan.of([{ fault: "crash", at: 1 }])
    for (const _ of [1, 2]) {
      expect((await runner.runSchedule(plan, threeSteps)).invocations).toHaveLength(2)
    }
  })

  test("that is beyond the end of the run does nothing", async () => {
    expect((await runWith(["crash", 1_000])).invocations).toHaveLength(1)
  })

  test("is pinned as a schedule by what it has used", async () => {
    const runner = new DurableTestRunner(exactly)
    const plan = durable.faultPlan.of([{ fault: "lost-reply", at: 2 }])
    const execution = await runner.runSchedule(plan, threeSteps)
    const again = await new DurableTestRunner(exactly).replaySchedule(
      String(runner.usedSchedule),
      threeSteps,
    )
    expect(JSON.stringify(again.history)).toBe(JSON.stringify(execution.history))
  })

  test("is refused where it means nothing", () => {
    const { of } = durable.faultPlan
    expect(() => of([{ fault: "crash", at: 0 }])).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to make a fault plan: the list of strikes[0].at is 0. The first moment is 1.]`,
    )
    expect(() => of([{ fault: "flood" as never, at: 1 }])).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to make a fault plan: the list of strikes[0].fault is "flood". Pass one of "crash", "crash-after-persist", "timeout", "timeout-after-persist", "throttle", "service-error", "lost-reply", "stale-token", "zombie", "no-token", "late-reply", "body-failure", "stop", "wake", "early-answer", "shared-container".]`,
    )
    expect(() => durable.faultPlan({ latest: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.faultPlan: latest is 0. The first moment is 1.]`,
    )
    expect(() => durable.faultPlan({ maxFaults: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.faultPlan: maxFaults is -1. Pass a whole number from 0.]`,
    )
    expect(() => durable.faultPlan({ kinds: [] } as never)).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.faultPlan: there is no option "kinds". The options are faults, maxFaults, latest.]`,
    )
  })
})

describe("random fault plans", () => {
  test("are printed as the code that makes them", () => {
    expect(fc.stringify(durable.faultPlan.of([{ fault: "crash", at: 3 }]))).toBe(
      `durable.faultPlan.of([{ fault: "crash", at: 3 }])`,
    )
    fc.assert(
      fc.property(durable.faultPlan({ maxFaults: 5 }), (plan) => {
        expect(evaluate(fc.stringify(plan))).toEqual(plan)
      }),
    )
  })

  test("stay within the constraints", () => {
    const constraints = fc.record({
      faults: fc.subarray([...FAULT_KINDS]),
      maxFaults: fc.nat({ max: 4 }),
      latest: fc.integer({ min: 1, max: 30 }),
    })
    const plans = constraints.chain((given) =>
      fc.tuple(fc.constant(given), durable.faultPlan(given)),
    )
    fc.assert(
      fc.property(plans, ([{ faults, maxFaults, latest }, { strikes }]) => {
        expect(strikes.length).toBeLessThanOrEqual(maxFaults)
        for (const { fault, at } of strikes) {
          expect(faults).toContain(fault)
          expect(at).toBeLessThanOrEqual(latest)
        }
      }),
    )
  })

  test("shrink to the one fault that matters, from an example too", () => {
    const property = fc.property(
      durable.faultPlan({ maxFaults: 4 }),
      ({ strikes }) => !strikes.some(({ fault, at }) => fault === "throttle" && at > 2),
    )
    const smallest = durable.faultPlan.of([{ fault: "throttle", at: 3 }])
    const random = fc.check(property, { seed: 1, numRuns: 1_000 })
    expect(random.counterexample).toEqual([smallest])
    const example = durable.faultPlan.of([
      { fault: "crash", at: 2 },
      { fault: "throttle", at: 9 },
      { fault: "zombie", at: 1 },
    ])
    const pinned = fc.check(property, { examples: [[example]], numRuns: 1 })
    expect(pinned.counterexample).toEqual([smallest])
  })
})
