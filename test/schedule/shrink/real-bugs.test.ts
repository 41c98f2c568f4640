import type { DurableContext, DurableExecutionHandler } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { deviationsOf, withoutTrailingZeros } from "../../../src/schedule/shrink/choice-order.ts"
import { findCriticalPair } from "../../../src/schedule/shrink/critical-pair.ts"
import { shrinkChoices } from "../../../src/schedule/shrink/shrink-choices.ts"
import { type RealRun, runBy } from "./real-runs.ts"

type Handler = DurableExecutionHandler<unknown, unknown>

/** What settles first decides what is done next; in a replay that is another one. */
const race: Handler = async (_event, context: DurableContext) => {
  const slow = context.step("slow", async () => "slow")
  const fast = context.step("fast", async () => "fast")
  const first = await Promise.race([slow, fast])
  return first === "fast" ? context.step("A", async () => "A") : context.step("B", async () => "B")
}

/** What the steps have added is lost in a replay, since their bodies do not run again. */
const accumulator: Handler = async (_event, context: DurableContext) => {
  let total = 0
  for (const amount of [1, 2, 3]) {
    await context.step(`add ${amount}`, async () => {
      total += amount
    })
  }
  return total
}

/** Both read before either writes, so that one update is lost: an order alone is enough. */
const lostUpdate: Handler = async (_event, context: DurableContext) => {
  let stock = 10
  const take = async (name: string): Promise<void> => {
    const seen = stock
    await context.step(name, async () => {})
    stock = seen - 1
  }
  await context.step("open", async () => {})
  await Promise.race([take("left"), context.step("timer", async () => {})])
  await take("right")
  return stock
}

const bugs = [
  { name: "race", handler: race, isBad: ({ outcome }: RealRun) => outcome.startsWith("FAILED") },
  {
    name: "accumulator",
    handler: accumulator,
    isBad: ({ outcome }: RealRun) => outcome !== "SUCCEEDED 6",
  },
  {
    name: "lost update",
    handler: lostUpdate,
    isBad: ({ outcome }: RealRun) => outcome === "SUCCEEDED 9",
  },
] as const

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed)

interface Shrunk {
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly runs: number
}

/** How often a random run has each of what a plain run never does. */
const weights = { postpone: 0.3, early: 0.3, crash: 0.1, "crash-after-persist": 0.1 }

/** What is left of the first random runs that show the bug, with at least three deviations each. */
async function shrinkRandomRuns({ handler, isBad }: (typeof bugs)[number]): Promise<Shrunk[]> {
  const shrunk: Shrunk[] = []
  for (const seed of SEEDS) {
    if (shrunk.length === 3) break
    const found = await runBy(handler, [], { kind: "uniform", seed, weights })
    if (!isBad(found) || deviationsOf(found.chosen).length < 3) continue
    const evaluate = async (prefix: readonly number[]) => {
      const run = await runBy(handler, prefix)
      return { isSame: isBad(run) && run.outcome === found.outcome, chosen: run.chosen }
    }
    const { choices, runs, isMinimal } = await shrinkChoices(found.chosen, {
      evaluate,
      maxRuns: 500,
    })
    expect(isMinimal).toBe(true)
    expect(deviationsOf(choices).length).toBeLessThanOrEqual(2)
    const again = await evaluate(choices)
    expect(again.isSame).toBe(true)
    expect(withoutTrailingZeros(again.chosen)).toEqual(choices)
    shrunk.push({ from: withoutTrailingZeros(found.chosen), to: choices, runs })
  }
  return shrunk
}

function describeShrunk(all: readonly Shrunk[]): string[] {
  return all.map(({ from, to, runs }) => `${from.join(".")} -> ${to.join(".")} in ${runs} runs`)
}

describe("random runs with three deviations and more shrink to two at the most", () => {
  test("race", async () => {
    const shrunk = await shrinkRandomRuns(bugs[0])
    expect(describeShrunk(shrunk)).toMatchInlineSnapshot(`
      [
        "2.1.1.0.1.0.2 -> 1.0.0.0.0.2 in 37 runs",
        "1.1.0.0.0.0.2 -> 1.0.0.0.0.2 in 21 runs",
        "2.1.0.0.0.0.1 -> 1.0.0.0.0.0.1 in 30 runs",
      ]
    `)
  })

  test("accumulator", async () => {
    const shrunk = await shrinkRandomRuns(bugs[1])
    expect(describeShrunk(shrunk)).toMatchInlineSnapshot(`
      [
        "1.0.0.1.0.1 -> 0.0.0.0.1 in 8 runs",
        "1.0.2.1.1 -> 0.0.2 in 6 runs",
        "1.0.0.0.0.0.1.0.2 -> 0.0.0.0.0.0.0.0.2 in 9 runs",
      ]
    `)
  })

  test("lost update", async () => {
    const shrunk = await shrinkRandomRuns(bugs[2])
    expect(describeShrunk(shrunk)).toMatchInlineSnapshot(`
      [
        "1.0.0.1.1.3.1.1 -> 0.0.0.1.1 in 16 runs",
        "0.0.0.1.1.0.0.1 -> 0.0.0.1.1 in 12 runs",
        "1.0.2.2.1 -> 0.0.0.1.1 in 16 runs",
      ]
    `)
  })
})

describe("the first run that a scan of prefixes finds", () => {
  /** All runs with one deviation, then with two, in the order of their choices. */
  async function scan({ handler, isBad }: (typeof bugs)[number]): Promise<RealRun> {
    let prefixes: (readonly number[])[] = [[]]
    for (let level = 0; level <= 2; level++) {
      const next: (readonly number[])[] = []
      for (const prefix of prefixes) {
        const run = await runBy(handler, prefix)
        if (isBad(run)) return run
        for (let position = prefix.length; position < run.chosen.length; position++) {
          for (let choice = 1; choice < run.counts[position]!; choice++) {
            next.push([...run.chosen.slice(0, position), choice])
          }
        }
      }
      prefixes = next
    }
    throw new Error("Two deviations are not enough.")
  }

  test.for(bugs)("of $name has no more deviations than what it shrinks to", async (bug) => {
    const found = await scan(bug)
    const { choices } = await shrinkChoices(found.chosen, {
      evaluate: async (prefix) => {
        const run = await runBy(bug.handler, prefix)
        return { isSame: bug.isBad(run), chosen: run.chosen }
      },
      maxRuns: 500,
    })
    expect(deviationsOf(choices).length).toBe(deviationsOf(found.chosen).length)
  })
})

describe("the critical pair", () => {
  async function pairOf(
    { handler, isBad }: (typeof bugs)[number],
    choices: readonly number[],
  ): Promise<string[]> {
    const failing = await runBy(handler, choices)
    expect(isBad(failing)).toBe(true)
    const evaluate = async (prefix: readonly number[]) => {
      const run = await runBy(handler, prefix)
      return { passes: !isBad(run), happenings: run.happenings }
    }
    const pair = await findCriticalPair(choices, evaluate, 100)
    const lines = failing.happenings.map(({ key }, index) => `${index + 1} ${key}`)
    if (pair === undefined) return lines
    const { first, second, isExact } = pair
    const wording = isExact ? "swap" : "come the other way round"
    return [...lines, `passes if ${first + 1} and ${second + 1} ${wording}`]
  }

  test("is the two settling steps of the race", async () => {
    expect(await pairOf(bugs[0], [1, 0, 0, 0, 3])).toMatchInlineSnapshot(`
      [
        "1 settle body 2",
        "2 settle body 1",
        "3 reply request checkpoint",
        "4 reply request checkpoint",
        "5 crash-after-persist function durable-function",
        "passes if 1 and 2 swap",
      ]
    `)
  })

  test("is the reply and the body of the lost update", async () => {
    expect(await pairOf(bugs[2], [0, 0, 0, 1, 1])).toMatchInlineSnapshot(`
      [
        "1 settle body 1",
        "2 reply request checkpoint",
        "3 reply request checkpoint",
        "4 settle body 3",
        "5 reply request checkpoint",
        "6 settle body 2",
        "7 reply request checkpoint",
        "8 settle body 4",
        "9 reply request checkpoint",
        "10 reply request checkpoint",
        "passes if 5 and 6 swap",
      ]
    `)
  })

  test("is absent for the accumulator, which needs only a crash", async () => {
    expect(await pairOf(bugs[1], [0, 0, 2])).toMatchInlineSnapshot(`
      [
        "1 settle body 1",
        "2 reply request checkpoint",
        "3 crash-after-persist function durable-function",
        "4 settle body 2",
        "5 settle body 3",
      ]
    `)
  })
})
