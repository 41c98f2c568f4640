import {
  type DurableContext,
  type DurableInstrumentationPlugin,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"

/** Counts what a tracer would open and close. */
function counting() {
  const counts = { invocations: 0, attempts: 0, ended: 0, attemptsEnded: 0 }
  const plugin: DurableInstrumentationPlugin = {
    async onInvocationStart() {
      counts.invocations++
    },
    async onInvocationEnd() {
      counts.ended++
    },
    async onOperationAttemptStart() {
      counts.attempts++
    },
    async onOperationAttemptEnd() {
      counts.attemptsEnded++
    },
  }
  return { counts, plugin }
}

async function order(_event: unknown, context: DurableContext): Promise<string> {
  await context.step("reserve", async () => 1)
  await context.wait({ seconds: 1 })
  await context.step("charge", async () => 2)
  return "done"
}

describe("a plugin's end hooks are called for each start, but with replay: always (E13)", () => {
  test("each start has its end by default", async () => {
    const { counts, plugin } = counting()
    const handler = withDurableExecution(order, { plugins: [plugin] })
    const execution = await new DurableTestRunner(asNeeded).run(handler)
    expect(execution.result).toBe("done")
    expect(counts).toEqual({ invocations: 2, ended: 2, attempts: 2, attemptsEnded: 2 })
  })

  test("with replay: always the courses that are left have starts without an end", async () => {
    const { counts, plugin } = counting()
    const handler = withDurableExecution(order, { plugins: [plugin] })
    const options = { ...exactTimes, replay: "always" } as const
    const execution = await new DurableTestRunner(options).run(handler)
    expect(execution.result).toBe("done")
    expect(execution.invocations).toHaveLength(2)
    expect(counts.invocations).toBeGreaterThan(2)
    expect(counts.ended).toBe(2)
  })
})
