import { randomUUID } from "node:crypto"
import { describe, expect, test } from "vitest"
import { differencesOf } from "../../../src/explore/oracle/varying.ts"
import { exploring, problemOf } from "../exploring.ts"

/** Handlers whose results depend on the time or on chance, and on nothing else. */
const volatile: readonly (readonly [string, Parameters<typeof exploring>[0]])[] = [
  [
    "the time in the handler",
    async (_event, context) => [await context.step(async () => 1), Date.now()],
  ],
  ["the time in a step", async (_event, context) => context.step("now", async () => Date.now())],
  [
    "a date in a text",
    async (_event, context) => {
      await context.step("charge", async () => {})
      return `paid on ${new Date().toISOString()}`
    },
  ],
  [
    "a random id of a step",
    async (_event, context) => context.step("id", async () => randomUUID()),
  ],
  [
    "a random id of the handler",
    async (_event, context) => {
      await context.step("charge", async () => {})
      return { id: randomUUID() }
    },
  ],
  [
    "the id of the execution",
    async (_event, context) => {
      await context.step("charge", async () => {})
      return context.executionContext.durableExecutionArn
    },
  ],
  [
    "the id of the request",
    async (_event, context) => {
      await context.step("charge", async () => {})
      return context.lambdaContext.awsRequestId
    },
  ],
  [
    "a random number of items",
    async (_event, context) =>
      context.step("draw", async () => Array.from({ length: 1 + Math.floor(Math.random() * 9) })),
  ],
  [
    "a branch on a number that a step draws",
    async (_event, context) => {
      const drawn = await context.step("draw", async () => Math.random())
      if (drawn < 0.5) return context.step("low", async () => "low")
      await context.step("high", async () => {})
      return "high"
    },
  ],
  [
    "how long a wait took",
    async (_event, context) => {
      const start = await context.step("start", async () => Date.now())
      await context.wait("pause", { hours: 1 })
      return (await context.step("end", async () => Date.now())) - start
    },
  ],
  [
    "how long retries took",
    async (_event, context) => {
      const start = await context.step("start", async () => Date.now())
      await context.step("charge", async ({ attempt }) => {
        if (attempt < 3) throw new Error("declined")
      })
      return (await context.step("end", async () => Date.now())) - start
    },
  ],
  [
    "how long an answer took",
    async (_event, context) => {
      const start = await context.step("start", async () => Date.now())
      await context
        .waitForCallback("approve", async () => {}, { timeout: { hours: 1 } })
        .catch(() => {})
      return (await context.step("end", async () => Date.now())) - start
    },
  ],
  [
    "an error with a time in it",
    async (_event, context) => {
      await context.step("charge", async () => {})
      throw new Error(`too late at ${Date.now()}`)
    },
  ],
]

describe("nothing is wrong with a result that depends on", () => {
  test.each(volatile)("%s", async (_title, body) => {
    const verdict = await exploring(body, { maxSchedules: 500, without: ["success"] })
    expect(problemOf(verdict)).toBe("nothing")
  })
})

test("A value that does not depend on volatile values is still compared", async () => {
  const verdict = await exploring(async (_event, context) => {
    let total = 0
    await context.step("add", async () => {
      total += 5
    })
    await context.step("done", async () => {})
    return { total, at: Date.now(), id: randomUUID() }
  })
  expect(verdict.failure?.violation.signature).toBe("crash-refinement SUCCEEDED ")
})

test("where two outcomes differ is found as deep as their shapes are alike", () => {
  const differences = differencesOf(
    { same: [1, { deep: "a" }], list: [1], kind: [], gone: 1, text: "a 1" },
    { same: [1, { deep: "b" }], list: [1, 2], kind: {}, gone: 1, text: "a 2" },
  )
  expect(differences.map(({ path, variation }) => `${path} ${variation}`)).toEqual([
    "same[1].deep value",
    "list value",
    "kind value",
    "text words",
  ])
  const keys = differencesOf({ rows: { a: 1 } }, { rows: { b: 1 } })
  expect(keys.map(({ path, variation }) => `${path} ${variation}`)).toEqual(["rows keys"])
  expect(differencesOf({ a: 1 }, { a: 1 })).toEqual([])
  expect(differencesOf(null, {})).toMatchObject([{ path: "", variation: "value" }])
})
