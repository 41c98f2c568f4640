import { inspect } from "node:util"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { type BlockedExecutionError, DurableTestRunner, explore } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"

const waiting = withDurableExecution(async (_event: unknown, context: DurableContext) =>
  context.waitForCallback("approve", async () => {}),
)

/** What frameworks print beside the message of an error. */
const shownMembers = (error: unknown): string => JSON.stringify(Object.entries(error as object))

test("an error prints its message, not the execution that it has", async () => {
  const error = (await new DurableTestRunner()
    .run(waiting)
    .catch((thrown: unknown) => thrown)) as BlockedExecutionError
  expect(error.execution.status).toBe("RUNNING")
  expect(Object.keys(error)).not.toContain("execution")
  expect(shownMembers(error).length).toBeLessThan(600)
  expect(inspect(error)).not.toContain("durable-execution/")
})

test("an error of an exploration prints its message, not the verdict that it has", async () => {
  let charges = 0
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.step("charge", async () => charges++)
  })
  const verdict = await explore(handler, {
    runner: exactTimes,
    failures: false,
    prepare: () => void (charges = 0),
    observe: () => charges,
  })
  const error = (() => {
    try {
      return verdict.assertPassed()
    } catch (thrown) {
      return thrown
    }
  })()
  expect(error).toMatchObject({ verdict: { passed: false } })
  expect(shownMembers(error)).not.toContain("schedule")
})
