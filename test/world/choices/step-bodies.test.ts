import { setTimeout as sleep } from "node:timers/promises"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, explore } from "durable-test-runner"
import { sometimes } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { retryEverySecond } from "../../traces/strategies.ts"
import { runByChoice } from "./run-by-choice.ts"
import { partsOf } from "../../../src/runner/runner-parts.ts"
import type { World } from "../../../src/world/world.ts"

interface Draw {
  readonly by: string
  readonly numbers: readonly (number | string)[]
}

/** What each run of a body has drawn, and what the code of the handler has between two steps. */
function drawing(bodyMs = 0): {
  readonly handler: ReturnType<typeof withDurableExecution>
  readonly draws: Draw[]
} {
  const draws: Draw[] = []
  const draw = (by: string): void => {
    const bytes = crypto.getRandomValues(new Uint32Array(1))
    draws.push({ by, numbers: [Math.random(), crypto.randomUUID(), Math.random(), ...bytes] })
  }
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.step(
      "first",
      async ({ attempt }) => {
        if (bodyMs > 0) await sleep(bodyMs)
        draw(`first ${attempt}`)
        if (attempt === 1) throw new Error("once more")
      },
      { retryStrategy: retryEverySecond(2) },
    )
    draw("handler")
    await context.step("second", async ({ attempt }) => draw(`second ${attempt}`))
  })
  return { handler, draws }
}

const distinct = (draws: readonly Draw[]): number =>
  new Set(draws.flatMap(({ numbers }) => numbers)).size

describe("the random numbers of a body", () => {
  test("differ between steps, between attempts, and from those of the handler", async () => {
    const { handler, draws } = drawing()
    await runByChoice({ handler })
    expect(draws.map(({ by }) => by)).toEqual(["first 1", "first 2", "handler", "second 1"])
    expect(distinct(draws)).toBe(16)
  })

  test.each(["crash", "timeout", "throttle", "stale-token"] as const)(
    "are drawn anew when it runs again after a %s, and are the same in the same schedule",
    async (kind) => {
      const picks = ["RETRY first", "SUCCEED first", "SUCCEED second"].map((at) => ({ kind, at }))
      const drawnInRun = async (): Promise<readonly Draw[]> => {
        const { handler, draws } = drawing()
        await runByChoice({ handler, space: { faults: [kind] }, picks })
        return draws
      }
      const draws = await drawnInRun()
      expect(await drawnInRun()).toEqual(draws)
      const byBody = Map.groupBy(draws, ({ by }) => by)
      for (const by of ["first 1", "first 2", "second 1"]) {
        const [one, again, ...rest] = byBody.get(by) ?? []
        expect(distinct([one, again] as Draw[]), by).toBe(8)
        expect(rest, by).toEqual([])
      }
      // The handler's own come from the world, and go on.
      const own = byBody.get("handler") ?? []
      expect(own).toHaveLength(2)
      expect(distinct(own)).toBe(8)
    },
  )

  test("are drawn apart when the invocation that was given up draws at the same time", async () => {
    const draws: [string, number][] = []
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const { awsRequestId } = context.lambdaContext
      await Promise.all([
        context.wait("rest", { seconds: 5 }),
        context.step("quick", async () => {}),
        context.step("slow", async () => {
          for (let count = 0; count < 3; count++) {
            await sleep(10)
            draws.push([awsRequestId, Math.random()])
          }
        }),
      ])
    })
    const { execution } = await runByChoice({
      handler,
      space: { faults: ["zombie"], slow: true },
      picks: [
        { kind: "reply", at: "START quick" },
        { kind: "zombie", at: "step 2 settles" },
        { kind: "postpone", at: "step 2 settles" },
      ],
    })
    const [first, second] = execution.invocations.map(({ requestId }) =>
      draws.filter(([by]) => by === requestId).map(([, number]) => number),
    )
    expect(first).toHaveLength(3)
    expect(new Set([...(first ?? []), ...(second ?? [])]).size).toBe(6)
    // They did so in turns.
    expect(draws[0]?.[0]).not.toBe(draws[1]?.[0])
  })

  test("depend on the runner's seed", async () => {
    const drawnWith = async (seed: number): Promise<Draw[]> => {
      const { handler, draws } = drawing()
      await runByChoice({ handler, runner: new DurableTestRunner({ ...exactTimes, seed }) })
      return draws
    }
    expect(await drawnWith(1)).toEqual(await drawnWith(1))
    expect(distinct([...(await drawnWith(1)), ...(await drawnWith(2))])).toBe(32)
  })

  test("are its own after it has awaited something, and beside another body", async () => {
    const { handler, draws } = drawing()
    const slow = drawing(25)
    await runByChoice({ handler })
    await runByChoice({ handler: slow.handler })
    const bodies = ({ by }: Draw): boolean => by !== "handler"
    expect(slow.draws.filter(bodies)).toEqual(draws.filter(bodies))
  })
})

describe("a body that settles", () => {
  const values: unknown[] = []
  const handler = withDurableExecution(async (_event: unknown, context) => {
    values.length = 0
    const note = <T>(value: T): T => {
      values.push(value)
      return value
    }
    return Promise.all([
      context.step("a", async () => "a").then(note),
      context.step("b", async () => "b").then(note),
    ])
  })

  test("is an event, so that the last one to begin may be the first to be recorded", async () => {
    const chosen = await runByChoice({ handler, picks: [{ kind: "settle", at: "step 2 settles" }] })
    expect(chosen.options[1]).toEqual([
      "step 1 settles",
      "step 2 settles",
      "reply [START a, START b]",
    ])
    expect(values).toEqual(["b", "a"])
    expect(chosen.execution.result).toEqual(["a", "b"])
  })

  test("that throws is an event as well", async () => {
    const failing = withDurableExecution((_event: unknown, context) =>
      context.step(
        "fragile",
        async () => {
          throw new RangeError("too far")
        },
        { retryStrategy: () => ({ shouldRetry: false }) },
      ),
    )
    const { happened, bodies, execution } = await runByChoice({ handler: failing })
    expect(happened).toContain("step 1 settles")
    expect(bodies).toMatchObject([{ name: "fragile", outcome: "threw", isSettled: true }])
    expect(execution.error?.ErrorMessage).toBe("too far")
  })

  test("is known from its begin to its end", async () => {
    const { bodies, execution } = await runByChoice({ handler })
    const [invocation] = execution.invocations
    const run = { attempt: 1, outcome: "returned", isSettled: true, eventCount: 1 }
    const { requestId } = invocation ?? {}
    expect(bodies).toMatchObject([
      { ...run, name: "a", path: "1", requestId, executionArn: execution.arn },
      { ...run, name: "b", path: "2", requestId, executionArn: execution.arn },
    ])
  })
})

describe("sometimes", () => {
  test("is told to the world that its code runs in", async () => {
    const marks: [string, boolean][] = []
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step(async ({ attempt }) => {
        sometimes("a charge")
        sometimes("a second attempt", attempt > 1)
      }),
    )
    const prepare = (world: World): void =>
      world.observe({ marked: (...mark) => void marks.push(mark) })
    await partsOf(new DurableTestRunner()).runs.run(handler, undefined, {}, { prepare })
    expect(marks).toEqual([
      ["a charge", true],
      ["a second attempt", false],
    ])
  })

  test("is counted by an exploration, also in the code of an external system", async () => {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("approve", async () => sometimes("asked")),
    )
    const verdict = await explore(handler, {
      prepare: (runner) => {
        runner.onCallback("approve", async (callback) => {
          sometimes("answered late", Date.now() > callback.createdAt.getTime() + 100_000)
          await callback.succeed()
        })
      },
      failures: false,
      progress: false,
      budgetMs: 60_000,
      maxSchedules: 30,
    })
    expect(verdict.coverage["asked"]).toBeGreaterThanOrEqual(verdict.schedules)
    expect(verdict.coverage["answered late"]).toBe(0)
    expect(verdict.neverSeen).toContain("answered late")
  })

  test("does nothing anywhere else", () => {
    expect(() => sometimes("never mind")).not.toThrow()
  })
})
