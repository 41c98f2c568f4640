import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { DurableTestRunner } from "durable-test-runner"
import { toScenario } from "../../../src/explore/options/to-scenario.ts"
import { runSchedule } from "../../../src/schedule/run-schedule.ts"
import { randomPlan } from "../../../src/explore/tiers/random.ts"
import type { RunPlan } from "../../../src/schedule/run-plan.ts"
import { durable, ORDERS_ONLY } from "../exploring.ts"

const bodies: Readonly<
  Record<string, (event: unknown, context: DurableContext) => Promise<unknown>>
> = {
  "two steps": async (_event, context) => {
    await context.step("a", async () => 1)
    return context.step("b", async () => 2)
  },
  "three steps side by side": async (_event, context) =>
    Promise.all([1, 2, 3].map((item) => context.step(`step ${item}`, async () => item))),
  "a step and a wait": async (_event, context) => {
    await context.step("a", async () => 1)
    await context.wait({ seconds: 5 })
    return context.step("b", async () => 2)
  },
  "a body with timers": async (_event, context) =>
    context.step("a", async () => {
      for (let round = 0; round < 5; round++) await new Promise((go) => setTimeout(go, 10))
      return 1
    }),
}

const RUNS = 80

/** Random runs in which nothing goes wrong but that invocations are given up. */
function plans(): RunPlan[] {
  return [false, true].flatMap((anywhere) => {
    const space = {
      ...ORDERS_ONLY,
      anywhere,
      faults: ["zombie", "stale-token"] as const,
      maxFaults: Infinity,
    }
    const tier = { seed: 0, space, chainLengths: {}, length: 6 }
    return Array.from({ length: RUNS }, (_, index) => randomPlan(index, tier))
  })
}

describe("At most two invocations live that were given up (A13)", () => {
  test.each(Object.entries(bodies))("%s", async (_name, body) => {
    const scenario = toScenario(durable(body), {}, (given) => new DurableTestRunner(given))
    let most = 0
    for (const plan of plans()) {
      const run = await runSchedule(scenario, plan, {
        see: (_decision, world) => {
          const living = [...world.invocations].filter(
            ({ isGivenUp, frozen }) => isGivenUp && !frozen,
          )
          most = Math.max(most, living.length)
        },
      })
      expect(run.end.kind).toBe("ended")
    }
    expect(most).toBe(2)
  })
})
