import type { BatchResult, DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { SDKS } from "../../sdk-versions/sdks.ts"

const noRetry = { retryStrategy: () => ({ shouldRetry: false }) }

const failing = (context: DurableContext) =>
  context.step(
    "fails",
    async () => {
      throw new Error("no")
    },
    noRetry,
  )

const parallel = (context: DurableContext): Promise<BatchResult<unknown>> =>
  context.parallel("both", [(branch) => branch.step("one", async () => 1), failing])

const firstError = (result: BatchResult<unknown>): Error =>
  result.getErrors()[0] ?? new Error("there is none")

// Version 1.1.7 builds the errors of a parallel anew when it is replayed, and other ones.
const waiting: Record<string, (context: DurableContext) => Promise<unknown>> = {
  "decides by the error what comes after the wait": async (context) => {
    const result = await parallel(context)
    await context.wait("pause", { seconds: 1 })
    if (firstError(result).name === "StepError") await context.step("other", async () => 1)
    else await context.wait("longer", { seconds: 5 })
  },
  "names a step by the error": async (context) => {
    const result = await parallel(context)
    await context.step(firstError(result).message, async () => 1)
    await context.wait("pause", { minutes: 1 })
  },
  "throws the error after the wait": async (context) => {
    const result = await parallel(context)
    await context.wait("pause", { minutes: 1 })
    result.throwIfError()
  },
  "waits as long as the error says": async (context) => {
    const result = await parallel(context)
    await context.wait("pause", { seconds: 1 })
    await context.wait("again", { seconds: firstError(result).message.length })
  },
}

describe("timers of the SDK are no cause: a parallel with an error, then a wait (B3)", () => {
  test.each(Object.entries(waiting))("%s", async (_what, work) => {
    const { withDurableExecution } = SDKS["1.1.7"]
    const handler = withDurableExecution((_event: unknown, context) => work(context))
    const { divergence } = await new DurableTestRunner().checkReplay(handler)
    const causes = [divergence?.cause, ...(divergence?.otherCauses ?? [])]
    expect(causes.map((cause) => cause?.kind)).toEqual(["read-back"])
    expect(divergence?.message).not.toContain("Use context.wait")
  })

  test("which is deterministic in newer versions", async () => {
    const { withDurableExecution } = SDKS["2.4.0"]
    for (const work of Object.values(waiting)) {
      const handler = withDurableExecution((_event: unknown, context) => work(context))
      const { divergence } = await new DurableTestRunner().checkReplay(handler)
      expect(divergence).toBeUndefined()
    }
  })
})
