import { randomBytes, randomInt, randomUUID } from "node:crypto"
import { describe, expect, test } from "vitest"
import { exploring, oneRun, PLAIN, problemOf } from "../exploring.ts"

/** Bodies that make a key of their own, and store a row under it. */
const ownKeys: readonly (readonly [string, () => string])[] = [
  ["a UUID", () => randomUUID()],
  ["the time", () => String(Date.now())],
  ["the time in a text", () => `payment-${new Date().toISOString()}`],
  ["random bytes", () => randomBytes(8).toString("base64url")],
  ["a random number", () => Math.random().toString(36).slice(2)],
  ["a whole random number", () => String(randomInt(1_000_000_000))],
  ["random values of the web", () => String(crypto.getRandomValues(new Uint32Array(1))[0])],
  ["the time and a random number", () => `${Date.now().toString(36)}${Math.random()}`],
]

describe("a body that runs again after a crash draws a key anew, and a second row is seen (F1)", () => {
  test.each(ownKeys)("%s", async (_title, makeKey) => {
    const rows = new Map<string, string>()
    const verdict = await exploring(
      async (_event, context) => {
        await context.step("charge", async () => {
          rows.set(makeKey(), "charged")
        })
        return "done"
      },
      { prepare: () => rows.clear(), observe: () => rows, maxSchedules: 150 },
    )
    expect(verdict.failure?.violation.signature).toBe("crash-refinement SUCCEEDED ")
  })

  test("a row per item", async () => {
    const rows: { id: string; item: string }[] = []
    const verdict = await exploring(
      async (_event, context) => {
        for (const item of ["a", "b"]) {
          await context.step(item, async () => void rows.push({ id: randomUUID(), item }))
        }
      },
      { prepare: () => void (rows.length = 0), observe: () => rows, maxSchedules: 150 },
    )
    expect(verdict.failure?.violation.signature).toBe("crash-refinement SUCCEEDED ")
  })
})

describe("nothing is wrong with a key that is recorded before it is used (F1)", () => {
  test.each(ownKeys)("%s", async (_title, makeKey) => {
    const rows = new Map<string, string>()
    const verdict = await exploring(
      async (_event, context) => {
        const key = await context.step("key", async () => makeKey())
        await context.step("charge", async () => void rows.set(key, "charged"))
        return key
      },
      { prepare: () => rows.clear(), observe: () => rows, maxSchedules: 150 },
    )
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.notCompared).toEqual([])
  })
})

test("the second run of a body draws other numbers, and its clock is later (F1)", async () => {
  const seen: (readonly [string, number, number])[] = []
  const space = { ...PLAIN.space, faults: ["crash"] as const, maxFaults: 1 }
  const crashing = { ...PLAIN, space, prefix: [2] }
  const drawn = async (): Promise<typeof seen> => {
    seen.length = 0
    await oneRun(async (_event, context) => {
      await context.step("draw", async () => {
        seen.push([randomUUID(), Math.random(), Date.now()])
      })
    }, crashing)
    return [...seen]
  }
  const runs = await drawn()
  expect(runs).toHaveLength(2)
  const [first, second] = runs
  expect(second?.[0]).not.toBe(first?.[0])
  expect(second?.[1]).not.toBe(first?.[1])
  expect(second?.[2]).toBeGreaterThan(first?.[2] ?? Infinity)
  // All of it follows from the seed and the schedule.
  expect(await drawn()).toEqual(runs)
})
