import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { FaultKind, Tier, Verdict } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { exploring, ON_ONE_PAGE, problemOf, schedulesByTier, steadyMessage } from "../exploring.ts"
import { crashes, searchAll } from "./search-all.ts"

const twoSteps = async (_event: unknown, context: DurableContext): Promise<void> => {
  await context.step("charge", async () => {})
  await context.step("ship", async () => {})
}

const fourBranches = async (_event: unknown, context: DurableContext): Promise<void> => {
  await context.parallel(
    "all",
    [0, 1, 2, 3].map(
      (index) => (branch: DurableContext) => branch.step(`step ${index}`, async () => {}),
    ),
  )
}

/** All that a verdict says but for how long it took. */
function dataOf(verdict: Verdict): unknown {
  const { elapsedMs: _elapsed, ...data } = verdict
  return { ...data, message: steadyMessage(verdict) }
}

test("tiers come cheapest first, and all of a small handler's are complete", async () => {
  const { tiers, schedules } = await exploring(twoSteps, ON_ONE_PAGE)
  expect(tiers).toEqual([
    { tier: "baseline", schedules: 4, isComplete: true },
    { tier: "orders", schedules: 4, isComplete: true },
    { tier: "always-replay", schedules: 4, isComplete: true },
    { tier: "sweep", schedules: 106, isComplete: true },
    { tier: "systematic", schedules: 67, isComplete: true },
  ])
  expect(schedules).toBe(185)
})

test("each tier goes up to its part of the budget", async () => {
  const { tiers, schedules } = await exploring(fourBranches, { maxSchedules: 800 })
  expect(tiers).toEqual([
    { tier: "baseline", schedules: 4, isComplete: true },
    { tier: "orders", schedules: 400, isComplete: false },
    { tier: "always-replay", schedules: 4, isComplete: true },
    { tier: "sweep", schedules: 152, isComplete: true },
    { tier: "systematic", schedules: 120, isComplete: false },
    { tier: "random", schedules: 120, isComplete: false },
  ])
  expect(schedules).toBe(800)
})

test("a budget that the plain runs use up leaves nothing", async () => {
  const { tiers, proof } = await exploring(twoSteps, { maxSchedules: 1 })
  expect(tiers.map(({ tier, schedules }) => [tier, schedules])).toEqual([
    ["baseline", 4],
    ["orders", 0],
    ["always-replay", 0],
    ["sweep", 0],
    ["systematic", 0],
    ["random", 0],
  ])
  expect(proof).toEqual({ kind: "sampled", deviations: 0, escape: undefined })
})

describe("two explorations come to the same verdict", () => {
  test("Two explorations of a correct handler come to the same verdict", async () => {
    const options = { maxSchedules: 300, seed: 7 }
    const first = await exploring(fourBranches, options)
    expect(first.passed).toBe(true)
    expect(dataOf(await exploring(fourBranches, options))).toEqual(dataOf(first))
  })

  test("Two explorations of a broken handler come to the same verdict", async () => {
    const body = async (_event: unknown, context: DurableContext): Promise<void> => {
      const first = await Promise.race([
        context.step("ask a", async () => "a"),
        context.step("ask b", async () => "b"),
      ])
      await context.step(`book ${first}`, async () => {})
    }
    const first = await exploring(body)
    expect(first.failure?.violation.invariant).toBe("replay-determinism")
    expect(dataOf(await exploring(body))).toEqual(dataOf(first))
  })
})

test.each<{ tiers: readonly Tier[]; made: object }>([
  { tiers: [], made: { baseline: 4 } },
  { tiers: ["orders"], made: { baseline: 4, orders: 4 } },
  { tiers: ["always-replay"], made: { baseline: 4, "always-replay": 4 } },
  { tiers: ["sweep"], made: { baseline: 4, sweep: 106 } },
  { tiers: ["systematic"], made: { baseline: 4, systematic: 67 } },
  { tiers: ["random"], made: { baseline: 4, random: 96 } },
  // In the order of their cost, however they are given.
  { tiers: ["systematic", "orders"], made: { baseline: 4, orders: 4, systematic: 67 } },
])("tiers: $tiers", async ({ tiers, made }) => {
  const maxSchedules = tiers.includes("random") ? 100 : 600
  expect(
    schedulesByTier(await exploring(twoSteps, { ...ON_ONE_PAGE, tiers, maxSchedules })),
  ).toEqual(made)
})

test("what was not searched in every tier is not called exhaustive", async () => {
  const proofs = await Promise.all(
    (["orders", "systematic"] as const).map(async (tier) => exploring(twoSteps, { tiers: [tier] })),
  )
  expect(proofs.map(({ proof }) => proof?.kind)).toEqual(["sampled", "sampled"])
})

test.each<{ faults: readonly FaultKind[]; made: object }>([
  { faults: [], made: { orders: 4 } },
  { faults: ["crash"], made: { orders: 4, "always-replay": 4, sweep: 24, systematic: 45 } },
  { faults: ["lost-reply"], made: { orders: 4, "always-replay": 4, sweep: 19, random: 69 } },
])("faults: $faults", async ({ faults, made }) => {
  const verdict = await exploring(twoSteps, { ...ON_ONE_PAGE, faults, maxSchedules: 100 })
  expect(problemOf(verdict)).toBe("nothing")
  expect(schedulesByTier(verdict)).toEqual({ baseline: 4, ...made })
})

test("maxFaults: 0 is a search without faults", async () => {
  const verdict = await exploring(twoSteps, { maxFaults: 0 })
  expect(schedulesByTier(verdict)).toEqual({ baseline: 4, orders: 4 })
  expect(verdict.proof).toEqual({ kind: "exhaustive", maxFaults: 0, states: 1 })
})

test("maxFaults bounds the faults of one run", async () => {
  let most = 0
  let charges = 0
  for (const maxFaults of [1, 2]) {
    await exploring(async (_event, context) => context.step("charge", async () => void charges++), {
      maxFaults,
      prepare: () => {
        charges = 0
      },
      observe: () => {
        most = Math.max(most, charges)
        return charges
      },
      without: ["crash-refinement"],
      tiers: ["systematic"],
    })
    expect(most).toBe(1 + maxFaults)
  }
})

describe("early", () => {
  const approval = async (_event: unknown, context: DurableContext): Promise<string> => {
    const [answer] = await context.createCallback("approve")
    await context.step("notify", async () => {})
    return answer
  }
  const prepare = (runner: { completeCallback(name: string, value: string): unknown }): void => {
    runner.completeCallback("approve", "yes")
  }

  test("The option early lets answers come while the function is at work", async () => {
    const { coverage } = await exploring(approval, { prepare, faults: [] })
    expect(coverage).toHaveProperty("a delivery before the function suspended")
  })

  test("unless it is switched off", async () => {
    const verdict = await exploring(approval, { prepare, faults: [], early: false })
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.coverage["a delivery before the function suspended"]).toBe(0)
    expect(verdict.neverSeen).toContain("a delivery before the function suspended")
  })
})

describe("slow", () => {
  const reminded = async (_event: unknown, context: DurableContext): Promise<void> => {
    await Promise.all([
      context.wait("reminder", { seconds: 10 }),
      context.step("charge", async () => {}),
    ])
  }

  test("The option slow lets a body take longer than a wait beside it", async () => {
    const { coverage } = await exploring(reminded, { faults: [] })
    expect(coverage).toHaveProperty("a timer of the service due while the function is at work")
  })

  test("unless it is switched off", async () => {
    const { neverSeen } = await exploring(reminded, { faults: [], slow: false })
    expect(neverSeen).toEqual(["a timer of the service due while the function is at work"])
  })
})

test("Two seeds draw different random schedules", async () => {
  const marksOf = async (seed: number) =>
    (await exploring(fourBranches, { tiers: ["random"], maxSchedules: 40, seed })).coverage
  expect(await marksOf(1)).toEqual(await marksOf(1))
  expect(await marksOf(1)).not.toEqual(await marksOf(2))
})

test("shards together run every schedule, and each of them once", async () => {
  const { prefixes: whole } = await searchAll(twoSteps, crashes(1), "never")
  const parts = await Promise.all(
    [0, 1, 2].map((index) =>
      searchAll(twoSteps, crashes(1), "never", { shard: { index, count: 3 } }),
    ),
  )
  // The plain run is where each of them begins.
  const branches = parts.flatMap(({ prefixes }) => prefixes.slice(1))
  expect(branches.toSorted()).toEqual(whole.slice(1).toSorted())
  for (const { prefixes } of parts) expect(prefixes.length).toBeGreaterThan(5)
})

test("no shard calls itself exhaustive", async () => {
  const whole = await exploring(twoSteps, { ...ON_ONE_PAGE, tiers: ["orders", "systematic"] })
  const parts = await Promise.all(
    [0, 1, 2].map((index) =>
      exploring(twoSteps, {
        ...ON_ONE_PAGE,
        tiers: ["orders", "systematic"],
        shard: { index, count: 3 },
      }),
    ),
  )
  expect(whole.proof?.kind).toBe("exhaustive")
  expect(parts.map(({ proof }) => proof?.kind)).toEqual(["sampled", "sampled", "sampled"])
  const [first] = parts
  expect(first && steadyMessage(first)).toMatchInlineSnapshot(`
    "handler: no violation
      sampled      61 schedules, including all with at most 3 deviations  (0.0 s, part 1 of 3)
      outcome      SUCCEEDED
      not checked  what bodies do outside, such as a second charge: return it from observe
      not checked  state outside of the handler: pass createHandler"
  `)
})
