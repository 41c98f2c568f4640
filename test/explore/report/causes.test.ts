import { readFileSync } from "node:fs"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { explore } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { planted } from "../../replay/zoo/planted.ts"
import { shapes } from "../../replay/zoo/shapes.ts"
import { durable, exploring } from "../exploring.ts"

/** Handlers that an exploration of few schedules finds something in, one or two of each cause. */
const sample: ReadonlySet<string> = new Set([
  "sample of the items",
  "counter outside of the handler",
  "operation only on the first run",
  "variable written in a step",
  "winner of Promise.race",
  "event changed in a step",
  "stopwatch by performance.now",
  "time left of the invocation decides on another page",
])

const entries = [
  ...planted.map(({ name, make, input, cause }) => ({ name, make, input, causes: [cause] })),
  ...shapes,
].filter(({ name }) => sample.has(name))

describe("A failing verdict carries the cause, and the lines of the handler (B6)", () => {
  test.each(entries)("$name", { timeout: 60_000 }, async ({ name, make, input, causes }) => {
    const createHandler = (): ReturnType<typeof withDurableExecution> =>
      withDurableExecution(make())
    const bounds = { failures: false, progress: false, maxSchedules: 60 } as const
    const { failure, message } = await explore(createHandler(), {
      ...{ name, input, createHandler },
      ...bounds,
    })
    const { divergence, sites } = failure ?? expect.fail(message)
    expect(causes).toContain(divergence?.cause?.kind)
    expect(sites.length).toBeGreaterThan(0)
    expect(message).toContain("A replay diverges at")
    expect(message).toContain(divergence?.cause?.text)
  })
})

test("A verdict names the line that recorded an operation, and the one that asks for another (B8)", async () => {
  const made = (): Parameters<typeof exploring>[0] => {
    let isWarm = false
    return async (_event, context) => {
      if (!isWarm) {
        isWarm = true
        await context.step("warm up", async () => 1)
      }
      return context.step("work", async () => 2)
    }
  }
  const { failure, message } = await exploring(made(), { createHandler: () => durable(made()) })
  const { recordedSite, site } = failure?.divergence ?? expect.fail(message)
  const lines = readFileSync(recordedSite?.file ?? "", "utf8").split("\n")
  const named = [recordedSite, site].map((each) => lines[(each?.line ?? 1) - 1]?.trim())
  expect(named).toEqual([
    'await context.step("warm up", async () => 1)',
    'return context.step("work", async () => 2)',
  ])
})

test("A crash that repeats the effect of a step diverges nowhere, and no cause is claimed (B6)", async () => {
  const done: string[] = []
  const { failure, message } = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => void done.push("charged"))
    },
    { prepare: () => void (done.length = 0), observe: () => done },
  )
  expect(failure?.violation.invariant).toBe("crash-refinement")
  expect(failure?.divergence).toBeUndefined()
  expect(message).not.toContain("  cause ")
})
