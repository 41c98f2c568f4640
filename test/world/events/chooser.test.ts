import { setTimeout as sleep } from "node:timers/promises"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { Chooser, EnabledEvent } from "durable-test-runner/explore"
import { expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"

/** Two steps that end at the same instant, and say in which order they did. */
const order: string[] = []
const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  order.length = 0
  const note = async (name: string): Promise<void> => {
    await sleep(10)
    order.push(name)
  }
  await Promise.all([context.step("a", () => note("a")), context.step("b", () => note("b"))])
})

test("by default the oldest event happens first", async () => {
  await new DurableTestRunner(asNeeded).run(handler)
  expect(order).toEqual(["a", "b"])
})

test("a chooser decides what happens next among what can happen now", async () => {
  const asked: EnabledEvent[][] = []
  const last: Chooser = {
    choose: (enabled) => {
      asked.push(enabled.map(({ kind, at, subject }) => ({ kind, at, subject })))
      return enabled.length - 1
    },
  }
  const execution = await new DurableTestRunner({ ...asNeeded, chooser: last }).run(handler)
  expect(execution.status).toBe("SUCCEEDED")
  expect(order).toEqual(["b", "a"])
  for (const enabled of asked) {
    expect(enabled.length).toBeGreaterThan(1)
    expect(new Set(enabled.map(({ at }) => at <= enabled.at(-1)!.at))).toEqual(new Set([true]))
  }
})

test("index 0 is always the plain run", async () => {
  const plain = await new DurableTestRunner().run(handler)
  const chosen = await new DurableTestRunner({ chooser: { choose: () => 0 } }).run(handler)
  expect(chosen.history).toEqual(plain.history)
})

test("a choice that is none is an error", async () => {
  const run = new DurableTestRunner({ chooser: { choose: () => 99 } }).run(handler)
  await expect(run).rejects.toThrow(/the chooser returned 99 for \d+ enabled events/)
})
