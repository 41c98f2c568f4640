import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { beforeAll, describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"

type Body = (context: DurableContext) => Promise<unknown>

const runnerOf = (): DurableTestRunner => new DurableTestRunner({ ...exactTimes, ...asNeeded })

async function run(body: Body): Promise<Execution> {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
    body(context),
  )
  return runnerOf().run(handler)
}

const hiddenIn = (execution: Execution, options: { limit: number; width?: number }): string =>
  execution
    .timeline(options)
    .split("\n")
    .find((line) => line.includes("more rows")) ?? ""

describe("what a timeline leaves out of 300 instants is summed up", () => {
  let polled: Execution

  beforeAll(async () => {
    polled = await run(async (context) => {
      for (let count = 0; count < 150; count++) {
        await context.step(`poll ${count}`, async () => ({ state: "pending", count }))
        await context.wait("pause", { minutes: 7 })
      }
    })
  })

  test.for([80, 200] as const)("in a terminal with %i columns", (width) => {
    const lines = polled.timeline({ width, limit: 30 }).split("\n")
    expect(lines).toHaveLength(31)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
    const text =
      "  … 723 more rows until +17h 9m: 145 x wait pause, 145 x invocation #, 145 x step poll #"
    expect(hiddenIn(polled, { width, limit: 30 })).toBe(
      width === 80 ? `${text.slice(0, 79)}…` : text,
    )
  })

  test("and where all rows are shown, nothing is", () => {
    expect(polled.timeline()).not.toContain("more rows")
    expect(polled.timeline({ width: 80 }).split("\n").length).toBeGreaterThan(700)
  })
})

test("a failure that is left out is counted first", async () => {
  const execution = await run(async (context) => {
    for (let count = 0; count < 60; count++) {
      await context
        .step("charge", async () => (count % 20 === 10 ? Promise.reject(new Error("no")) : count), {
          retryStrategy: () => ({ shouldRetry: false }),
        })
        .catch(() => 0)
    }
  })
  expect(hiddenIn(execution, { limit: 10 })).toMatch(
    /^ {2}… \d+ more rows until \+0s: 3 failed, \d+ x step charge$/u,
  )
})

test("a few rows that differ are only counted", async () => {
  const execution = await run(async (context) => {
    for (const name of ["reserve", "charge", "pack", "ship", "mail"]) {
      await context.step(name, async () => name)
    }
  })
  expect(hiddenIn(execution, { limit: 5 })).toBe("  … 3 more rows")
})
