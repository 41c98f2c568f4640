import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { getRandomValues, randomBytes, randomFillSync, randomInt } from "node:crypto"
import { DurableTestRunner } from "durable-test-runner"
import { explore } from "durable-test-runner/explore"
import { init } from "@paralleldrive/cuid2"
import { customAlphabet, nanoid } from "nanoid"
import { describe, expect, test } from "vitest"

const digits = customAlphabet("0123456789", 6)
const letters = customAlphabet("ABCDEFGH", 5)

// A library that draws in advance, as nanoid does, and keeps what is left for the next run.
let supply = randomBytes(0)
function taken(count: number): Buffer {
  if (supply.length < count) supply = randomBytes(256)
  const bytes = supply.subarray(0, count)
  supply = supply.subarray(count)
  return bytes
}

// As older versions of uuid do: one array for ever, filled anew when it is used up.
const array = new Uint8Array(128)
let next = array.length
function ofArray(): number {
  if (next >= array.length) {
    if (Math.random() < 0.5) getRandomValues(array)
    else randomFillSync(array)
    next = 0
  }
  return array[next++] ?? 0
}

// As newer versions of nanoid do: what is drawn in advance is kept as text.
let text = ""
function ofText(length: number): string {
  if (text.length < length) text = randomBytes(1_024).toString("base64url")
  const id = text.slice(0, length)
  text = text.slice(length)
  return id
}

// It hashes random numbers with a counter that it draws when it is made.
const cuid = init({ length: 8 })

let count = 0

const handlerOf = (draw: () => unknown) =>
  withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const id = await context.step("draw", async () => draw())
    await context.wait({ seconds: 1 })
    await context.step("store", async () => id)
    return { id }
  })

const drawn: Record<string, () => unknown> = {
  "nanoid(4)": () => nanoid(4),
  "nanoid(8)": () => nanoid(8),
  "six digits of customAlphabet": () => digits(),
  "five letters of customAlphabet": () => letters(),
  "bytes that were drawn in advance": () => taken(3).toString("hex"),
  "letters of a text that was drawn in advance": () => ofText(4),
  "letters of a text behind a prefix": () => `order_${ofText(6)}`,
  "several letters of a text": () => [ofText(4), { [ofText(5)]: ofText(6) }],
  "a short id of cuid2": () => cuid(),
  "a number of an array that is filled anew": () => ofArray(),
  "a six-digit code of Math.random": () => Math.floor(100_000 + Math.random() * 900_000),
  "a six-digit code as text": () => String(Math.floor(100_000 + Math.random() * 900_000)),
  "a number of randomInt": () => randomInt(1_000, 9_999),
  "a number of randomInt in a text": () => `order-${randomInt(10_000)}`,
  "a slice in base 36": () => Math.random().toString(36).slice(2, 6),
  "two bytes in hexadecimal": () => randomBytes(2).toString("hex"),
  "ids as nested keys": () => ({ byId: { [nanoid(5)]: { [digits()]: 1 } } }),
}

describe("a value that is drawn counts as fresh, however short it is (F4)", () => {
  test.each(Object.entries(drawn))("%s", async (_what, draw) => {
    const handler = handlerOf(draw)
    const { isDeterministic, uncontrolled } = await new DurableTestRunner().checkReplay(handler)
    expect(isDeterministic).toBe(true)
    expect(uncontrolled).toBeUndefined()
    const verdict = await explore(handler, { maxSchedules: 12, progress: false })
    expect(verdict.failure?.violation.message).toBeUndefined()
  })

  test("also in the name of a step", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const id = await context.step("draw", async () => nanoid(4))
      await context.step(`charge ${id}`, async () => 1)
    })
    const { divergence, uncontrolled } = await new DurableTestRunner().checkReplay(handler)
    expect([divergence, uncontrolled]).toEqual([undefined, undefined])
  })

  test("and what is taken goes on where it was when the check is over", async () => {
    const before = nanoid(4)
    await new DurableTestRunner().checkReplay(handlerOf(() => nanoid(4)))
    const ids = Array.from({ length: 20 }, () => nanoid(4))
    expect(new Set([before, ...ids]).size).toBe(21)
  })
})

/** A supply that is used up within a few runs, so that a check draws it anew. */
function smallSupply(fill: (memory: Uint8Array) => unknown): () => string {
  let memory = new Uint8Array(0)
  let at = 0
  return () => {
    if (at + 24 > memory.length) {
      if (memory.length === 0) memory = new Uint8Array(80)
      fill(memory)
      at = 0
    }
    at += 24
    return Buffer.from(memory.subarray(at - 24, at - 20)).toString("hex")
  }
}

const ways: Record<string, (memory: Uint8Array) => unknown> = {
  getRandomValues: (memory) => getRandomValues(memory),
  randomFillSync: (memory) => randomFillSync(memory),
  "randomFillSync of a part": (memory) => randomFillSync(memory, 0, 76),
  randomBytes: (memory) => memory.set(randomBytes(80)),
}

describe("a supply that is used up while a check repeats a run (F4)", () => {
  test.each(Object.entries(ways).slice(0, 3))("%s: what is taken is fresh", async (_way, fill) => {
    const draw = smallSupply(fill)
    // Where in the supply the check begins decides in which of its runs it is used up.
    for (let start = 0; start < 3; start++) {
      draw()
      const { uncontrolled } = await new DurableTestRunner().checkReplay(handlerOf(draw))
      expect(uncontrolled).toBeUndefined()
    }
  })

  test.each(Object.entries(ways))("%s: no value is given twice", async (_way, fill) => {
    const draw = smallSupply(fill)
    const before = Array.from({ length: 7 }, () => draw())
    await new DurableTestRunner().checkReplay(handlerOf(draw))
    const after = Array.from({ length: 7 }, () => draw())
    expect(new Set([...before, ...after]).size).toBe(14)
  })
})

test("a text that a check has made a library draw has no letters twice (F4)", async () => {
  text = ""
  const handler = handlerOf(() => ofText(400))
  await new DurableTestRunner().checkReplay(handler)
  await explore(handler, { maxSchedules: 12, progress: false })
  const ids = Array.from({ length: 30 }, () => ofText(6))
  expect(new Set(ids).size).toBe(30)
})

const counted: Record<string, () => unknown> = {
  "a counter": () => ++count,
  "a counter in a text": () => `item-${++count}`,
  "a counter beside an id": () => ({ id: nanoid(4), count: ++count }),
  "a counter beside letters of a text": () => ({ id: ofText(4), count: ++count }),
  "a counter behind letters of a text": () => `${ofText(4)}${String(++count).padStart(4, "0")}`,
  "a counter behind an id in one text": () => `${nanoid(4)}-${++count}`,
  "a choice by chance": () => Array.from({ length: 12 }, () => (nanoid(1) < "a" ? "gold" : "iron")),
}

describe("what only looks like a short id is told as a difference between runs (F4)", () => {
  test.each(Object.entries(counted))("%s", async (_what, draw) => {
    const handler = handlerOf(draw)
    const { uncontrolled } = await new DurableTestRunner().checkReplay(handler)
    expect(uncontrolled?.kind).toBe("module-state")
    const verdict = await explore(handler, { maxSchedules: 12, progress: false })
    expect(verdict.failure?.violation.invariant).toBe("hygiene")
  })

  test("where the id decides what happens", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const lots = await context.step("draw", async () =>
        Array.from({ length: 12 }, () => nanoid(1) < "a"),
      )
      for (const [index, isDrawn] of lots.entries()) {
        if (isDrawn) await context.step(`lot ${index}`, async () => 1)
      }
    })
    const { uncontrolled } = await new DurableTestRunner().checkReplay(handler)
    expect(uncontrolled?.kind).toBe("module-state")
  })
})
