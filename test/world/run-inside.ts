import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type DurableTestRunnerOptions } from "durable-test-runner"

/**
 * Runs `body` as the body of a step and answers what it returned, as it is and not as JSON makes it.
 * What it throws is thrown.
 */
export async function runInside<T>(
  body: () => T | Promise<T>,
  options: DurableTestRunnerOptions = {},
): Promise<T> {
  let outcome: { value: T } | { error: unknown } | undefined
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.step("inside", async () => {
      try {
        outcome = { value: await body() }
      } catch (error) {
        outcome = { error }
      }
    })
  })
  const execution = await new DurableTestRunner(options).run(handler)
  if (outcome === undefined) throw new Error(`The step did not run: ${execution.timeline()}`)
  if ("error" in outcome) throw outcome.error
  return outcome.value
}
