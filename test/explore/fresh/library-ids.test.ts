import { createId } from "@paralleldrive/cuid2"
import { createHash, randomBytes } from "node:crypto"
import { nanoid } from "nanoid"
import { monotonicFactory, ulid } from "ulid"
import { v1, v4, v6, v7 } from "uuid"
import { describe, expect, test } from "vitest"
import { DurableTestRunner } from "durable-test-runner"
import { durable, exploring, problemOf } from "../exploring.ts"

/* What libraries do: a counter, a supply of bytes, or a source of randomness that outlives a run. */
let sequence = 0
let lastMs = 0
let supply = randomBytes(0)
const taken = globalThis.crypto.randomUUID.bind(globalThis.crypto)

/** As Mongo's: seconds, a machine, a counter. */
function objectId(): string {
  sequence = (sequence + 1) % 0xff_ffff
  const seconds = Math.floor(Date.now() / 1_000).toString(16)
  return `${seconds}a1b2c3d4e5${sequence.toString(16).padStart(6, "0")}`
}

/** As Snowflake's: milliseconds, a machine, a counter. */
function snowflake(): string {
  sequence = (sequence + 1) % 4_096
  lastMs = Math.max(lastMs, Date.now())
  return String((BigInt(lastMs) << 22n) | (17n << 12n) | BigInt(sequence))
}

function fromSupply(): string {
  if (supply.length < 16) supply = randomBytes(16 * 8)
  const id = supply.subarray(0, 16)
  supply = supply.subarray(16)
  return id.toString("hex")
}

function hashed(): string {
  return createHash("sha512").update(`${Date.now()} ${sequence++}`).digest("hex").slice(0, 24)
}

const monotonic = monotonicFactory()

const libraries: readonly (readonly [string, () => string])[] = [
  ["uuid v1", () => v1()],
  ["uuid v4", () => v4()],
  ["uuid v6", () => v6()],
  ["uuid v7", () => v7()],
  ["ulid", () => ulid()],
  ["monotonic ulid", () => monotonic()],
  ["cuid2", () => createId()],
  ["nanoid", () => nanoid()],
  ["an object id", objectId],
  ["a snowflake", snowflake],
  ["bytes of a supply", fromSupply],
  ["a hash with a counter", hashed],
  ["randomUUID, taken at import", () => taken()],
]

describe("correct code passes with ids of a library that keeps something from run to run (F4)", () => {
  test.each(libraries)("%s", async (_title, makeId) => {
    const rows = new Map<string, string>()
    const verdict = await exploring(
      async (_event, context) => {
        const id = await context.step("id", async () => makeId())
        await context.step("store", async () => void rows.set(id, "stored"))
        return { id, receipt: `receipt of ${id}` }
      },
      {
        prepare: () => rows.clear(),
        observe: () => Object.fromEntries(rows),
        maxSchedules: 100,
      },
    )
    expect(problemOf(verdict)).toBe("nothing")
  })
})

describe("a second row is found all the same with (F4)", () => {
  test.each(libraries)("%s", async (_title, makeId) => {
    const rows = new Map<string, string>()
    const verdict = await exploring(
      async (_event, context) => {
        await context.step("store", async () => void rows.set(makeId(), "stored"))
      },
      {
        prepare: () => rows.clear(),
        observe: () => Object.fromEntries(rows),
        maxSchedules: 100,
      },
    )
    expect(verdict.failure?.violation.signature).toBe("crash-refinement SUCCEEDED ")
  })
})

describe("checkReplay blames no variable that outlives a run for (F4)", () => {
  test.each(libraries)("%s", async (_title, makeId) => {
    const handler = durable(async (_event, context) => {
      const id = await context.step("id", async () => makeId())
      return context.step("store", async () => ({ id }))
    })
    const { uncontrolled, isDeterministic } = await new DurableTestRunner().checkReplay(handler)
    expect(uncontrolled).toBeUndefined()
    expect(isDeterministic).toBe(true)
  })
})

test("a counter that shows in a result is still a variable that outlives a run (F4)", async () => {
  const handler = durable(async (_event, context) =>
    context.step("number", async () => `order-number-${++sequence}`),
  )
  const { uncontrolled } = await new DurableTestRunner().checkReplay(handler)
  expect(uncontrolled?.kind).toBe("module-state")
  const verdict = await exploring(async (_event, context) =>
    context.step("number", async () => `order-number-${++sequence}`),
  )
  expect(verdict.failure?.violation.invariant).toBe("hygiene")
})
