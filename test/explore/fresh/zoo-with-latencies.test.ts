import { randomUUID } from "node:crypto"
import { DurableTestRunner, explore } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { durable, exploring } from "../exploring.ts"
import type { BugZooEntry } from "../zoo/bug.ts"
import { exploreBug } from "../zoo/explore-bug.ts"
import { type Latencies, withLatencies } from "../zoo/latencies.ts"
import { pause } from "../zoo/steps.ts"
import { bugs } from "../zoo/zoo.ts"

const LONG_MS = 120_000

/** Of the long run of the tests: `npm run test:fuzz`. */
const factor = Number(process.env["FUZZ_FACTOR"] ?? 1)

/** What a second of a machine at rest suffices for. */
const ENOUGH = { maxSchedules: 1_000, maxShrinkRuns: 0 }

const everyTime: readonly Latencies[] = [{ beforeMs: 50, afterMs: 50 }]
const sometimes: readonly Latencies[] = [
  { beforeMs: 50, afterMs: 0 },
  { beforeMs: 0, afterMs: 50 },
  { beforeMs: 5_000, afterMs: 5_000 },
]
const variants = factor > 1 ? [...everyTime, ...sometimes] : everyTime

/**
 * Whose bodies then settle apart, so that a crash also leads to operations that no other run has. That is
 * seen before the outcome is: both are right.
 */
const ALSO_DIVERGES: ReadonlySet<string> = new Set([
  "winner of Promise.race decides the next operation",
  "wait raced against an approval",
])

function invariantsOf({ name, invariant }: BugZooEntry): readonly string[] {
  return ALSO_DIVERGES.has(name) ? [invariant, "replay-determinism"] : [invariant]
}

describe.each(variants)(
  "with bodies that take up to $beforeMs ms before and $afterMs ms after their effect",
  (latencies) => {
    const around = withLatencies(latencies)

    // Of ten seconds and more nearly all bodies are slower than the detached write of that one.
    const isQuick = latencies.afterMs < 1_000
    const found = bugs.filter(({ name }) => isQuick || !name.startsWith("I/O that a step begins"))
    test.each(found)("$name: the bug is found", { timeout: LONG_MS }, async (entry) => {
      const { failure, message } = await exploreBug(entry, entry.broken(around), ENOUGH)
      expect(invariantsOf(entry), message).toContain(failure?.violation.invariant)
    })

    test.each(bugs)("$name: the corrected handler passes", { timeout: LONG_MS }, async (entry) => {
      const options = { maxSchedules: 30 * factor }
      const { passed, message } = await exploreBug(entry, entry.corrected(around), options)
      expect(passed, message).toBe(true)
    })
  },
)

describe("Numbers that bodies and handlers draw", () => {
  test("are others in some runs, so that a bug behind a rare branch is found, and its schedule replays", async () => {
    const charges: string[] = []
    const handler = durable(async (_event, context) => {
      const isRare = await context.step("draw", async () => Math.random() < 0.2)
      let pending = 0
      await context.step("count", async () => void (pending = 1))
      if (isRare) await context.step("tell", async () => void charges.push(`${pending} pending`))
      return "done"
    })
    const { failure, message } = await explore(handler, {
      failures: false,
      progress: false,
      maxSchedules: 400,
      prepare: () => void (charges.length = 0),
      observe: () => [...charges],
    })
    expect(failure?.violation.invariant, message).toBe("crash-refinement")
    const { schedule } = failure ?? expect.fail()
    expect(schedule).toMatch(/-d\d+\./u)
    charges.length = 0
    await new DurableTestRunner().replaySchedule(schedule, handler)
    expect(charges).toEqual(["0 pending"])
  })

  test("a branch that a number decides is no violation, whatever the fault", async () => {
    const { passed, message } = await exploring(
      async (_event, context) => {
        const isRare = await context.step("draw", async () => Math.random() < 0.2)
        await context.step(isRare ? "rare" : "usual", async () => {})
        return isRare ? "rare" : "usual"
      },
      { maxSchedules: 400 },
    )
    expect(passed, message).toBe(true)
    expect(message).toContain("not checked  random numbers beyond a few sequences")
  })

  test("a handler that draws ids alone gets no other sequences", async () => {
    const { passed, message } = await exploring(
      async (_event, context) => context.step("id", async () => randomUUID()),
      { maxSchedules: 400 },
    )
    expect(passed, message).toBe(true)
    expect(message).not.toContain("random numbers")
  })
})

describe("What random latencies decide is an order, and no chance", () => {
  test("the first of two bodies is compared, whichever is the first at another time", async () => {
    const { failure, message } = await exploring(
      async (_event, context) => {
        const done: string[] = []
        const body = async (name: string): Promise<void> => {
          await context.step(name, () => pause(Math.random() * 50))
          done.push(name)
        }
        await Promise.all([body("a"), body("b")])
        return done[0]
      },
      { check: ["confluence"], maxSchedules: 200 },
    )
    expect(failure?.violation.invariant, message).toBe("confluence")
    expect(message).not.toContain("not compared")
  })

  test("a number that a body has drawn beside its latency is not compared", async () => {
    const { passed, message } = await exploring(
      async (_event, context) => {
        const draw = async (): Promise<number> => {
          await pause(Math.random() * 50)
          return Math.floor(Math.random() * 1_000)
        }
        return Promise.all([context.step("a", draw), context.step("b", draw)])
      },
      { check: ["confluence"], maxSchedules: 200 },
    )
    expect(passed, message).toBe(true)
    expect(message).toContain("not compared")
  })
})
