import { describe, expect, test } from "vitest"
import { planted } from "./planted.ts"
import { correct } from "./correct.ts"
import { orderShapes } from "./shapes-order.ts"
import { shapes } from "./shapes.ts"
import { timeShapes } from "./shapes-time.ts"
import { memoryShapes } from "./shapes-memory.ts"
import { check } from "./table.ts"
import type { Shape } from "./zoo.ts"

test("There are at least twenty-five shapes beside the planted handlers", () => {
  expect(shapes.length).toBeGreaterThanOrEqual(25)
  const names = [...planted, ...correct, ...shapes].map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

async function causesOf(shape: Shape): Promise<readonly (string | undefined)[]> {
  const { divergence } = await check(shape)
  return [divergence?.cause?.kind, ...(divergence?.otherCauses ?? []).map(({ kind }) => kind)]
}

describe("the order of completion is named as the cause (B1)", () => {
  test.each(orderShapes)("$name", async (shape) => {
    const causes = await causesOf(shape)
    expect(causes[0]).toBe(shape.causes[0])
    expect(shape.causes).toEqual(expect.arrayContaining([...causes]))
  })
})

describe("elapsed time, the invocation and timers are named as the cause (B5, B12)", () => {
  test.each(timeShapes)("$name", async (shape) => {
    const causes = await causesOf(shape)
    expect(causes[0]).toBe(shape.causes[0])
    expect(shape.causes).toEqual(expect.arrayContaining([...causes]))
  })
})

describe("what is remembered outside, or reads back differently, is named as the cause (B2, B12)", () => {
  test.each(memoryShapes)("$name", async (shape) => {
    const causes = await causesOf(shape)
    expect(causes[0]).toBe(shape.causes[0])
    expect(shape.causes).toEqual(expect.arrayContaining([...causes]))
  })
})
