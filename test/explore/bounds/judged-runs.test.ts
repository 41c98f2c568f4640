import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { exploring } from "../exploring.ts"

const LATER = Date.UTC(2026, 0, 3)

type Body = (event: unknown, context: DurableContext) => Promise<unknown>

const atAnotherTime: Readonly<Record<string, Body>> = {
  "waits for a callback that nobody answers": async (_event, context) => {
    if (Date.now() > LATER) await context.waitForCallback("approval", async () => {})
    return "done"
  },
  "awaits a promise that nothing settles": async (_event, context) => {
    await context.step("a", async () => 1)
    if (new Date().getUTCDate() > 2) await new Promise(() => {})
    return "done"
  },
  "waits without an end": async (_event, context) => {
    while (Date.now() > LATER) await context.wait({ days: 30 })
    return "done"
  },
}

describe("A handler is judged at each time at which it was run (A8)", () => {
  test.each(Object.entries(atAnotherTime))("%s", async (_name, body) => {
    const { failure, message } = await exploring(body)
    expect(failure?.violation.invariant).toBe("termination")
    expect(failure).toMatchObject({ foundBy: "baseline", foundAt: 3 })
    expect(failure?.surroundings).toEqual({
      startTime: Date.UTC(2026, 0, 4, 5, 7, 11, 13),
      seed: "0/perturbed",
    })
    expect(message).toContain(
      'only with const runner = new DurableTestRunner({ startTime: "2026-01-04T05:07:11.013Z", seed: "0/perturbed" })',
    )
    expect(message).not.toContain("DURABLE_SCHEDULE")
  })
})

describe("A run that went wrong is reported though the same schedule passes again (A8)", () => {
  test.each([5, 7, 11])("every %ith invocation hangs", async (period) => {
    let invocations = 0
    const { failure } = await exploring(async (_event, context) => {
      await context.step("a", async () => 1)
      if (++invocations % period === 0) await new Promise(() => {})
      return "done"
    })
    expect(failure?.violation.invariant).toBe("termination")
    expect(failure?.violation.message).toContain(
      "Run again, the same schedule does not show it: something decides that the runner does not control.",
    )
    expect(failure?.trace).toEqual([])
  })
})
