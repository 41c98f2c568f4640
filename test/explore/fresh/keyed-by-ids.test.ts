import { createHash, randomUUID } from "node:crypto"
import { describe, expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

/** How a fake shows what it has been told. */
const views: readonly (readonly [string, (charges: Map<string, number>) => unknown])[] = [
  ["an object", (charges) => Object.fromEntries(charges)],
  ["a map", (charges) => charges],
  ["a set of keys", (charges) => new Set(charges.keys())],
  ["entries", (charges) => [...charges]],
  ["an object in an object", (charges) => ({ table: { rows: Object.fromEntries(charges) } })],
  [
    "an object under hashes",
    (charges) =>
      Object.fromEntries(
        [...charges].map(([key, cents]) => [createHash("sha256").update(key).digest("hex"), cents]),
      ),
  ],
  [
    "an object under hashes that cannot be followed",
    (charges) =>
      Object.fromEntries(
        [...charges].map(([key, cents]) => [
          createHash("sha256").update(`salt ${key}`).digest("hex"),
          cents,
        ]),
      ),
  ],
  ["texts", (charges) => [...charges].map(([key, cents]) => `charged ${cents} under ${key}`)],
]

describe("a double charge under two random ids is found in (F2)", () => {
  test.each(views)("%s", async (_title, view) => {
    const charges = new Map<string, number>()
    const verdict = await exploring(
      async (_event, context) => {
        await context.step("charge", async () => void charges.set(randomUUID(), 100))
      },
      { prepare: () => charges.clear(), observe: () => view(charges), maxSchedules: 150 },
    )
    expect(verdict.failure?.violation.signature).toBe("crash-refinement SUCCEEDED ")
  })
})

describe("one charge under a recorded random id is right in (F2)", () => {
  test.each(views)("%s", async (_title, view) => {
    const charges = new Map<string, number>()
    const verdict = await exploring(
      async (_event, context) => {
        const ids = await context.step("ids", async () => [randomUUID(), randomUUID()])
        for (const [index, id] of ids.entries()) {
          await context.step(`charge ${index}`, async () => void charges.set(id, 100 + index))
        }
        return ids
      },
      { prepare: () => charges.clear(), observe: () => view(charges), maxSchedules: 150 },
    )
    expect(problemOf(verdict)).toBe("nothing")
  })
})

test("an id in the result that is not the one of the row is found (F2)", async () => {
  const rows = new Map<string, string>()
  const verdict = await exploring(
    async (_event, context) => {
      const id = randomUUID()
      await context.step("store", async () => void rows.set("row", id))
      await context.step("done", async () => {})
      return id
    },
    { prepare: () => rows.clear(), observe: () => rows, maxSchedules: 150 },
  )
  expect(verdict.failure?.violation.signature).toBe("crash-refinement SUCCEEDED ")
})

test("what cannot be followed is said not to be compared (F2)", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => {})
      const digest = createHash("sha256").update(`salt ${Date.now()}`).digest("hex")
      return { total: 5, receipt: { digest } }
    },
    { maxSchedules: 150 },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.notCompared).toEqual(["result.receipt.digest"])
  expect(verdict.message).toContain(
    "  not compared result.receipt.digest: it depends on the time or on chance",
  )
})
