import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { ReplayCheck } from "durable-test-runner/replay"
import { withDurableExecution as wrap117 } from "sdk-1.1.7"
import { withDurableExecution as wrap200 } from "sdk-2.0.0"
import { withDurableExecution as wrap220 } from "sdk-2.2.0"
import { describe, expect, test } from "vitest"

type Code = (event: unknown, context: DurableContext) => Promise<unknown>

const LARGE_TEXT = "x".repeat(110_000)

const pause = async (ms: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

async function check(wrap: unknown, code: Code): Promise<ReplayCheck> {
  const handler = (wrap as typeof withDurableExecution)(code)
  return new DurableTestRunner().checkReplay(handler, {})
}

const pages = (slowness: number): Code => {
  return async (_event, context) => {
    const batch = await context.map(
      "pages",
      [1, 2, 3, 4],
      async (child, page) =>
        child.step(`page ${page}`, async () => {
          if (slowness > 0) await pause(page * slowness)
          return LARGE_TEXT + page
        }),
      { completionConfig: { minSuccessful: 3 } },
    )
    return context.step(`${batch.all.length} of ${batch.completionReason}`, async () => 1)
  }
}

const VERSIONS = [
  ["1.1.7", wrap117],
  ["2.0.0", wrap200],
  ["2.2.0", wrap220],
  ["2.4.0", withDurableExecution],
] as const

describe("a large map that was content with fewer reads back as something else (B2)", () => {
  test.each(VERSIONS)("with version %s of the SDK", async (_version, wrap) => {
    const { divergence } = await check(wrap, pages(0))
    expect(divergence?.cause?.kind, divergence?.message).toBe("read-back")
    expect(divergence?.otherCauses).toEqual([])
  })
})

describe("the result of a child context reads back as something else (B2)", () => {
  const results: readonly (readonly [string, () => unknown, (value: unknown) => string])[] = [
    ["a Date", () => new Date(0), (value) => (value instanceof Date ? "date" : "text")],
    ["a Map", () => new Map([["a", 1]]), (value) => (value instanceof Map ? "map" : "object")],
    ["NaN", () => [Number.NaN], (value) => String((value as unknown[])[0])],
    [
      "a field that is undefined",
      () => ({ a: undefined }),
      (value) => `${Object.keys(value as object).length} fields`,
    ],
  ]
  test.each(results)("%s, with version 1.1.7 of the SDK", async (_what, make, nameOf) => {
    const { divergence } = await check(wrap117, async (_event, context) => {
      const value = await context.runInChildContext("child", async () => make())
      await context.wait(nameOf(value), { seconds: 1 })
    })
    expect(divergence?.cause?.kind, divergence?.message).toBe("read-back")
  })
})
